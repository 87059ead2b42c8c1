"""Coming in by one's organisation's own provider: a round trip against a real one."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core.cache import caches
from playwright.sync_api import expect

from marketplace.accounts.models import User
from marketplace.config import signing_in
from tests.browser import oidc
from tests.browser.test_look import unreadable
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.browser

OLIVE = "olive@council.example"
PEOPLE = {
    "olive": {"email": OLIVE, "email_verified": True, "name": "Olive Tran"},
    "mallory": {"email": OLIVE, "email_verified": False, "name": "Olive Tran"},
    "word": {"email": OLIVE, "email_verified": "false", "name": "Olive Tran"},
    "stranger": {"email": "sam@elsewhere.example", "email_verified": True, "name": "Sam"},
}


@pytest.fixture
def site(live_site, live_server, settings):
    caches["durable"].clear()
    settings.SITE_URL = live_server.url
    with oidc.provider(f"{live_server.url}/sign-in/with/sso/back/", PEOPLE) as issuer:
        chosen = {
            "OIDC_NAME": "Marshgate’s sign-in", "OIDC_ISSUER": issuer, "OIDC_DOMAINS": [],
            "OIDC_SECOND_FACTOR": False, **oidc.CLIENT,
        }  # fmt: skip
        choose(settings, chosen)
        yield live_server.url


NAMES = (
    "OIDC_NAME", "OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_SECRET", "OIDC_DOMAINS", "OIDC_SECOND_FACTOR",
)  # fmt: skip


def choose(settings, chosen):
    """As the environment would."""
    held = {**{name: getattr(settings, name) for name in NAMES}, **chosen}
    for name, value in held.items():
        setattr(settings, name, value)
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": signing_in.provider(held)}


@pytest.fixture
def page(browser, site):
    context = browser.new_context()
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def come_in(page, site, name, following="/you/"):
    """From our sign-in page to the provider, and back."""
    page.goto(f"{site}/sign-in/?next={following}")
    assert unreadable(page) == ""
    page.get_by_role("button", name="Sign in with Marshgate’s sign-in").click()
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill("any")
    page.locator("button[type=submit]").click()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(site + "/**")


def test_a_new_person_comes_in_with_the_name_and_the_address_that_the_provider_confirms(page, site):
    come_in(page, site, "olive", "/guidance/")
    expect(page).to_have_url(f"{site}/guidance/")
    person = User.objects.get()
    assert (person.email, person.name) == (OLIVE, "Olive Tran")
    assert EmailAddress.objects.get(user=person).verified
    page.goto(f"{site}/you/security/connections/")
    expect(page.get_by_text("Marshgate’s sign-in, since")).to_be_visible()
    assert unreadable(page) == ""


def test_somebody_who_is_here_already_comes_in_as_themselves(page, site):
    person = UserFactory(email=OLIVE, name="Olive of before")
    come_in(page, site, "olive")
    expect(page.get_by_role("heading", level=1)).to_have_text("Olive of before")
    assert SocialAccount.objects.get().user == person


@pytest.mark.parametrize("name", ["mallory", "word"])
def test_an_address_that_the_provider_has_not_confirmed_opens_nobodys_account(
    page, site, name, mailoutbox
):
    UserFactory(email=OLIVE)
    come_in(page, site, name)
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm your e-mail address")
    assert not SocialAccount.objects.exists()
    assert mailoutbox[-1].subject.startswith("You already have an account")
    page.goto(f"{site}/you/")
    expect(page).to_have_url(f"{site}/confirm-email/")


def test_a_provider_speaks_for_its_own_domains_alone(page, site, settings):
    choose(settings, {"OIDC_DOMAINS": ["council.example"]})
    come_in(page, site, "stranger")
    expect(page.get_by_text("not one of its own")).to_be_visible()
    assert unreadable(page) == ""
    assert not User.objects.exists()


def test_the_addresses_that_a_provider_gives_out_need_no_further_word(page, site, settings):
    choose(settings, {"OIDC_DOMAINS": ["council.example"]})
    person = UserFactory(email=OLIVE)
    come_in(page, site, "mallory")
    expect(page.get_by_role("heading", level=1)).to_have_text(person.name)


@pytest.mark.parametrize("checks", [False, True])
def test_its_second_step_counts_where_that_is_configured(page, site, settings, checks):
    choose(settings, {"OIDC_SECOND_FACTOR": checks})
    UserFactory(email=OLIVE, groups=["Editors"])
    come_in(page, site, "olive", "/admin/")
    page.goto(f"{site}/admin/")
    if checks:
        expect(page).to_have_url(f"{site}/admin/")
    else:
        expect(page.get_by_role("heading", level=1)).to_have_text("Add a second step")


def test_a_provider_that_is_gone_is_told_in_words(page, site, settings):
    choose(settings, {"OIDC_ISSUER": "http://localhost:9"})
    page.goto(f"{site}/sign-in/")
    page.get_by_role("button", name="Sign in with Marshgate’s sign-in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("That did not work")
