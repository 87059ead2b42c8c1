"""Letters: text and HTML in one look, small enough for any mail program."""

from __future__ import annotations

import pytest
from django.template.loader import get_template, render_to_string

from marketplace.core.letters import send_letter
from tests.factories.mail import last_mail_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbox")]

MESSAGE_TEXT = """{% extends "mail/base.txt" %}
{% block content %}Dear {{ name }}, {{ link }}{% endblock %}
{% block why %}You get this because you asked.{% endblock %}"""
MESSAGE_HTML = """{% extends "mail/base.html" %}
{% block content %}<p>Dear {{ name }}</p>{% include "mail/button.html" with url=link label="Confirm" %}
{% include "mail/code.html" with code="123 456" %}
{% include "mail/said.html" with words=said who=name %}{% endblock %}
{% block why %}You get this because you asked.{% endblock %}"""


@pytest.fixture
def hello(settings, tmp_path):
    """A letter that there is only here."""
    (tmp_path / "hello_subject.txt").write_text("Hello {{ name }},\nread this\n")
    (tmp_path / "hello_message.txt").write_text(MESSAGE_TEXT)
    (tmp_path / "hello_message.html").write_text(MESSAGE_HTML)
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], tmp_path]}]
    return "hello"


def test_a_letter_says_who_writes_and_why_in_text_and_in_html(hello, settings):
    context = {"name": "Jo <R&D>", "link": "https://x.example/?a=1&b=2", "said": "a\n<b>"}
    send_letter(hello, to="jo@council.example", context=context, reply_to="ask@council.example")
    mail = last_mail_to("jo@council.example")
    assert mail.subject == "Hello Jo <R&D>, read this"
    assert "Dear Jo <R&D>, https://x.example/?a=1&b=2" in mail.text
    assert "Dear Jo &lt;R&amp;D&gt;" in mail.html
    assert "a<br>&lt;b&gt;" in mail.html
    assert mail.reply_to == ["ask@council.example"]
    for body in (mail.text, mail.html):
        assert "You get this because you asked." in body
        assert settings.CONTACT_EMAIL in body
        assert settings.SITE_URL in body
    assert 'href="https://x.example/?a=1&amp;b=2"' in mail.html
    assert "prefers-color-scheme: dark" in mail.html
    assert len(mail.html.encode()) < 20_000
    assert not mail.secret


def test_a_line_break_in_what_somebody_typed_begins_no_header(hello):
    send_letter(hello, to="jo@council.example", context={"name": "Jo\r\nBcc: all@x.example"})
    assert last_mail_to("jo@council.example").subject == "Hello Jo Bcc: all@x.example, read this"


def test_the_same_letter_is_sent_once(hello):
    for _ in range(2):
        send_letter(hello, to="jo@council.example", context={"name": "Jo"}, dedupe_key="hello:1")
    assert last_mail_to("jo@council.example").dedupe_key == "hello:1"


def test_a_mail_brings_nothing_from_elsewhere():
    html = render_to_string("mail/base.html", {"site_url": "https://proven.example"})
    assert "<img" not in html
    assert "<link" not in html
    assert "url(" not in html
    assert get_template("mail/base.txt").render({"site_name": "Proven"})
