"""How fast the site is, beside what somebody would take instead: see README.md."""
