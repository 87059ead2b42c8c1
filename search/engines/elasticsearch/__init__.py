"""The Elasticsearch engine: the same contract at a larger scale. Imported only where a server is named,
so that a site without one loads nothing of it."""
