"""The register of councils: reading the public one, and the starter that comes with the site."""
