"""What the environment chooses of signing in."""

from __future__ import annotations

import environ
import pytest

from marketplace.config import checks, signing_in

ENTRA = {
    "OIDC_NAME": "Marshgate’s account",
    "OIDC_ISSUER": "https://login.example/tenant/v2.0/",
    "OIDC_CLIENT_ID": "1234",
    "OIDC_SECRET": "hidden",
    "OIDC_DOMAINS": "Marshgate.gov.uk,tarnford.gov.uk",
    "OIDC_SECOND_FACTOR": "1",
}


def chosen(monkeypatch, **told):
    for name in (*ENTRA, "SIGN_UP", "TRUSTED_PROXIES"):
        monkeypatch.delenv(name, raising=False)
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    return signing_in.settings_from(environ.Env(), site_name="Proven")


def test_unset_registration_is_open_and_there_is_no_provider(monkeypatch):
    settings = chosen(monkeypatch)
    assert settings["SIGN_UP"] is True
    assert settings["SOCIALACCOUNT_PROVIDERS"]["openid_connect"]["APPS"] == []
    assert settings["OIDC_SECOND_FACTOR"] is False


def test_registration_can_be_closed(monkeypatch):
    assert chosen(monkeypatch, SIGN_UP="0")["SIGN_UP"] is False


def test_a_provider_is_one_with_the_domains_that_it_vouches_for(monkeypatch):
    settings = chosen(monkeypatch, **ENTRA)
    provider = settings["SOCIALACCOUNT_PROVIDERS"]["openid_connect"]
    (app,) = provider["APPS"]
    assert provider["OAUTH_PKCE_ENABLED"]
    assert app["provider_id"] == "sso"
    assert app["settings"] == {
        "server_url": "https://login.example/tenant/v2.0",
        "verified_email": ["marshgate.gov.uk", "tarnford.gov.uk"],
    }
    assert settings["OIDC_SECOND_FACTOR"] is True


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"OIDC_ISSUER": ""}, []),
        ({"OIDC_SECRET": ""}, ["config.E004"]),
        ({"OIDC_CLIENT_ID": ""}, ["config.E004"]),
        ({"OIDC_ISSUER": "http://login.example"}, ["config.E005"]),
    ],
)
def test_a_provider_that_is_named_by_half_is_told_before_anything_starts(settings, changes, found):
    settings.DEMO = False
    for name, value in {**ENTRA, **changes}.items():
        setattr(settings, name, value)
    assert [each.id for each in checks.provider()] == found
