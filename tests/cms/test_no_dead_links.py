"""No link of the public site is dead, whatever page one starts from."""

import re
from html.parser import HTMLParser

import pytest

pytestmark = pytest.mark.django_db


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = set()

    def handle_starttag(self, tag, attrs):
        href = dict(attrs).get("href") or ""
        if tag == "a" and href.startswith("/"):
            self.found.add(re.sub(r"#.*", "", href))


def links(html):
    parser = Links()
    parser.feed(html)
    return parser.found


def test_no_link_of_home_catalogue_or_solution_is_dead(client, first_content):
    seen, waiting = set(), {"/"}
    while waiting:
        address = waiting.pop()
        seen.add(address)
        response = client.get(address)
        assert response.status_code in (200, 302), address
        if response.status_code == 200 and "html" in response["Content-Type"]:
            fresh = {
                link
                for link in links(response.content.decode())
                if "?" not in link or "approach=" in link
            }
            waiting |= fresh - seen
    assert "/accessibility/" in seen
    assert len(seen) > 60
