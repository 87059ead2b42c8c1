"""What a new site needs: pages, vocabularies, groups and workflow, first content."""
