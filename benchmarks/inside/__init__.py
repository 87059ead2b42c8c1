"""What a probe does inside the site, with Django set up."""
