"""Somebody at a screen of their own, in a real browser."""

from __future__ import annotations

from tests.browser.signing_in import sign_in
from tests.browser.test_look import unreadable

LONGEST = 8_000  # milliseconds


class Reader:
    """Somebody at a screen of their own, who finds nothing on it that is not accessible."""

    def __init__(self, browser, server, width, person=None, following="/you/"):
        self.server = server
        self.context = browser.new_context(viewport={"width": width, "height": 900})
        self.context.set_default_timeout(LONGEST)
        self.page = self.context.new_page()
        if person is not None:
            sign_in(self.page, server, person, following)

    def open(self, path):
        self.page.goto(self.server + path)

    def look(self):
        self.page.wait_for_load_state("networkidle")
        assert not unreadable(self.page)
        assert not self.page.evaluate("document.documentElement.scrollWidth > innerWidth")

    def type(self, label, text):
        self.page.get_by_label(label, exact=True).fill(text)

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name):
        self.page.get_by_role("link", name=name, exact=True).click()
