"""Our site as it is for the first reader after a change: what it keeps of what it drew is gone."""
