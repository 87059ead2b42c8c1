"""Who may do what: the table of it, the people and things that it is about, and the walk that compares."""
