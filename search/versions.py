"""What of search a process keeps in memory, by the names of the numbers that say when it is out of
date (`core.models.Version`)."""

JARGON = "jargon"
LABELS = "labels"
