"""The settings of signing in: what allauth is told, and what a site may choose of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import environ

FORMS = "marketplace.accounts.forms."
PROVIDER = "sso"  # stands in the address at which the provider answers

# Codes, not links: what looks through mail for a council opens every link in it, and uses it up.
# Seconds: a code lives as long as a mail may take through a council's filters.
ACCOUNT: dict[str, Any] = {
    "ADAPTER": "marketplace.accounts.adapter.AccountAdapter",
    "LOGIN_METHODS": {"email"},
    "SIGNUP_FIELDS": ["email*", "password1"],
    "USER_MODEL_USERNAME_FIELD": None,
    "PREVENT_ENUMERATION": True,
    "EMAIL_VERIFICATION": "mandatory",
    "EMAIL_VERIFICATION_BY_CODE_ENABLED": True,
    "EMAIL_VERIFICATION_BY_CODE_TIMEOUT": 60 * 60,
    "EMAIL_VERIFICATION_SUPPORTS_RESEND": True,
    "LOGIN_TIMEOUT": 60 * 60,
    "LOGIN_BY_CODE_ENABLED": True,
    "LOGIN_BY_CODE_TIMEOUT": 15 * 60,
    "LOGIN_BY_CODE_SUPPORTS_RESEND": True,
    "PASSWORD_RESET_BY_CODE_ENABLED": True,
    "PASSWORD_RESET_BY_CODE_TIMEOUT": 15 * 60,
    "LOGIN_ON_PASSWORD_RESET": True,
    "CHANGE_EMAIL": True,
    "EMAIL_NOTIFICATIONS": True,
    "REAUTHENTICATION_REQUIRED": True,
    "LOGOUT_REDIRECT_URL": "/",
    "SESSION_REMEMBER": None,
    "FORMS": {
        "login": FORMS + "SignInForm",
        "signup": FORMS + "SignUpForm",
        "request_login_code": FORMS + "AskForCodeForm",
        "confirm_login_code": FORMS + "SignInCodeForm",
        "confirm_email_verification_code": FORMS + "AddressCodeForm",
        "reset_password": FORMS + "ForgottenForm",
        "confirm_password_reset_code": FORMS + "ForgottenCodeForm",
        "reset_password_from_key": FORMS + "ResetPasswordForm",
        "change_password": FORMS + "ChangePasswordForm",
        "set_password": FORMS + "SetPasswordForm",
        "add_email": FORMS + "ChangeAddressForm",
        "reauthenticate": FORMS + "PasswordAgainForm",
    },
}

MFA: dict[str, Any] = {
    "ADAPTER": "marketplace.accounts.factors.FactorAdapter",
    "SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
    "PASSKEY_LOGIN_ENABLED": True,
    "FORMS": {
        "authenticate": FORMS + "CheckForm",
        "reauthenticate": FORMS + "CheckAgainForm",
        "activate_totp": FORMS + "AddAppForm",
        "add_webauthn": FORMS + "AddPasskeyForm",
        "edit_webauthn": FORMS + "NamePasskeyForm",
    },
}

# Somebody who is here already comes in by the provider only with an address that it has confirmed,
# or gives out itself.
SOCIALACCOUNT: dict[str, Any] = {
    "ADAPTER": "marketplace.accounts.outside.ProviderAdapter",
    "EMAIL_AUTHENTICATION": True,
    "EMAIL_AUTHENTICATION_AUTO_CONNECT": True,
    "FORMS": {"signup": FORMS + "ProviderSignUpForm"},
}


def settings_from(env: environ.Env, *, site_name: str) -> dict[str, Any]:
    """All settings of signing in, by name, with what the environment chooses of them."""
    oidc = {
        "OIDC_NAME": env.str("OIDC_NAME", default="your organisation"),
        "OIDC_ISSUER": env.str("OIDC_ISSUER", default="").rstrip("/"),
        "OIDC_CLIENT_ID": env.str("OIDC_CLIENT_ID", default=""),
        "OIDC_SECRET": env.str("OIDC_SECRET", default=""),
        "OIDC_SECOND_FACTOR": env.bool("OIDC_SECOND_FACTOR", default=False),
        "OIDC_DOMAINS": [each.lower() for each in env.list("OIDC_DOMAINS", default=[])],
    }
    return {
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,  # unless one asks to stay signed in
        "LOGIN_URL": "account_login",
        "LOGIN_REDIRECT_URL": "/you/",
        "SIGN_UP": env.bool("SIGN_UP", default=True),  # whether people make their own accounts
        # How many proxies of one's own stand before the site: the reader's address is taken from
        # behind them.
        "ALLAUTH_TRUSTED_PROXY_COUNT": env.int("TRUSTED_PROXIES", default=0),
        "MFA_TOTP_ISSUER": site_name,
        "USERSESSIONS_ADAPTER": "marketplace.accounts.sessions.SessionAdapter",
        "SOCIALACCOUNT_PROVIDERS": {"openid_connect": provider(oidc)},
        **{f"ACCOUNT_{name}": value for name, value in ACCOUNT.items()},
        **{f"MFA_{name}": value for name, value in MFA.items()},
        **{f"SOCIALACCOUNT_{name}": value for name, value in SOCIALACCOUNT.items()},
        **oidc,
    }


def provider(oidc: Mapping[str, Any]) -> dict[str, Any]:
    """What allauth is told of the one provider, which is none where no issuer is named."""
    app = {
        "provider_id": PROVIDER,
        "name": oidc["OIDC_NAME"],
        "client_id": oidc["OIDC_CLIENT_ID"],
        "secret": oidc["OIDC_SECRET"],
        "settings": {"server_url": oidc["OIDC_ISSUER"], "verified_email": oidc["OIDC_DOMAINS"]},
    }
    return {"OAUTH_PKCE_ENABLED": True, "APPS": [app] if oidc["OIDC_ISSUER"] else []}
