"""Of the library that signs people in, only what wears our look has an address."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.urls import NoReverseMatch, reverse

from marketplace.accounts.urls import urlpatterns

OURS = str(settings.BASE_DIR / "marketplace" / "templates")


def templates():
    for pattern in urlpatterns:
        view = getattr(pattern.callback, "view_class", None)
        name = getattr(view, "template_name", None)
        if name:
            yield pytest.param(name, id=pattern.name)


@pytest.mark.parametrize("name", templates())
def test_every_page_of_signing_in_is_drawn_by_a_template_of_ours(name):
    assert get_template(name).origin.name.startswith(OURS)


@pytest.mark.parametrize(
    "name",
    [
        "account/signup_closed.html",
        "socialaccount/login.html",
        "socialaccount/authentication_error.html",
    ],
)
def test_and_so_is_what_they_show_instead(name):
    assert get_template(name).origin.name.startswith(OURS)


@pytest.mark.parametrize(
    "name",
    [
        "account_confirm_email", "account_reset_password_done", "account_reset_password_from_key",
        "account_signup_by_passkey", "account_verify_phone", "mfa_trust", "mfa_signup_webauthn",
        "mfa_list_webauthn", "socialaccount_login_error",
    ],
)  # fmt: skip
def test_what_we_do_not_use_is_not_there(name):
    with pytest.raises(NoReverseMatch):
        reverse(name, args=[1] if name == "account_confirm_email" else [])
