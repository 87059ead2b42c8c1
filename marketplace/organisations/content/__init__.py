"""Lists of domains that admit nobody: free mail, and suffixes below which anybody may register."""
