"""One page model with nothing of its own."""

from wagtail.models import Page


class EmptyPage(Page):
    """A page that says nothing."""

    template = "empty/page.html"
