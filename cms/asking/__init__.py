"""What readers ask a council about its solution, and what they find wrong on its page."""
