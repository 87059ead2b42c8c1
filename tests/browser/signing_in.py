"""Signing in as people do it, in a real browser."""

from __future__ import annotations

from allauth.mfa.models import Authenticator

from tests.factories.accounts import PASSWORD, code_of


def sign_in(page, server, person, following="/you/"):
    """By password, and by a code of the app where the person has one; ends at `following`."""
    page.goto(f"{server}/sign-in/?next={following}")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    if Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists():
        page.get_by_label("Code", exact=True).fill(code_of(person))
        page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(server + following)
