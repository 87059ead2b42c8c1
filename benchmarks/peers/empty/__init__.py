"""A Wagtail site with one page that says nothing: what Wagtail itself costs."""
