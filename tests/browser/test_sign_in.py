"""Signing in, in a real browser: an account of one's own, an app, recovery codes and passkeys."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.core.cache import caches
from playwright.sync_api import expect

from marketplace.accounts.models import User
from tests.browser.signing_in import sign_in
from tests.browser.test_look import TOO_SMALL, unreadable
from tests.factories.accounts import PASSWORD, UserFactory, app_of, code_of

pytestmark = pytest.mark.browser

CODE = re.compile(r"\b[A-Z]{4}-[A-Z]{4}\b")
KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def site(live_site, live_server, settings):
    """A running site at the address that passkeys belong to."""
    caches["durable"].clear()
    settings.SITE_URL = live_server.url
    return live_server.url


@pytest.fixture
def page(browser, site):
    context = browser.new_context(viewport={"width": 375, "height": 900})
    context.set_default_timeout(8000)
    page = context.new_page()
    page.wrong = []
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("console", lambda said: said.type == "error" and page.wrong.append(said.text))
    yield page
    assert page.wrong == []
    context.close()


def key_of(page):
    """A key in the device, as Chromium plays it."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    made = tools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return tools, made["authenticatorId"]


def look(page, name):
    """Whatever is on the page can be read and touched by everybody."""
    assert unreadable(page) == "", name
    assert page.locator("h1").count() == 1, name
    assert page.evaluate(TOO_SMALL) == [], name
    assert page.evaluate("document.documentElement.scrollWidth") <= 375, name


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def test_a_person_signs_up_with_a_code_from_the_mail(page, site, mailoutbox):
    page.goto(f"{site}/sign-in/")
    page.get_by_role("link", name="Make an account").click()
    look(page, "sign-up")
    press(page, "Make an account")
    expect(page.get_by_role("alert")).to_contain_text("Enter your name")
    look(page, "sign-up, errors")
    page.get_by_label("Your name").fill("Olive Tran")
    page.get_by_label("Work e-mail address").fill("olive@council.example")
    page.get_by_label("Password (optional)").fill(PASSWORD)
    press(page, "Make an account")
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm your e-mail address")
    look(page, "confirm")
    page.get_by_label("Code", exact=True).fill(CODE.search(mailoutbox[-1].body)[0])
    press(page, "Confirm")
    expect(page.get_by_role("heading", level=1)).to_have_text("Olive Tran")
    expect(page.locator(".note")).to_have_text("Your e-mail address is confirmed.")
    look(page, "you")


def test_an_editor_adds_an_app_and_signs_in_with_it_and_with_a_recovery_code(page, site):
    editor = UserFactory(groups=["Editors"])
    page.goto(f"{site}/sign-in/?next=/admin/")
    page.get_by_label("E-mail address").fill(editor.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")
    expect(page.get_by_role("heading", level=1)).to_have_text("Add a second step")
    look(page, "second step")
    page.get_by_role("link", name="Add an authenticator app").click()
    look(page, "app")
    assert page.locator("img.qr").evaluate("image => image.naturalWidth") > 0
    phone = app_of(UserFactory())
    phone.data = {"secret": page.locator(".secret").inner_text()}
    phone.save()
    page.get_by_label("Code", exact=True).fill(code_of(phone.user))
    press(page, "Add the app")
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    look(page, "recovery codes")
    recovery = page.locator(".codes code").first.inner_text()
    with page.expect_download() as kept:
        page.get_by_role("link", name="Download as text").click()
    assert recovery in kept.value.path().read_text()
    page.goto(f"{site}/admin/")
    expect(page).to_have_url(f"{site}/admin/")

    caches["fast"].clear()
    caches["durable"].clear()  # the code that enrolled it may be shown still
    for code in (lambda: code_of(editor), lambda: recovery):
        page.goto(f"{site}/sign-out/")
        press(page, "Sign out")
        page.goto(f"{site}/sign-in/")
        page.get_by_label("E-mail address").fill(editor.email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        press(page, "Sign in")
        expect(page.get_by_role("heading", level=1)).to_have_text("The second step")
        look(page, "check")
        page.get_by_label("Code", exact=True).fill(code())
        press(page, "Sign in")
        expect(page.get_by_role("heading", level=1)).to_have_text(editor.name)


def test_a_passkey_is_added_and_signs_in_alone_and_as_a_second_step(page, site):
    person = UserFactory(app=True)
    tools, key = key_of(page)
    sign_in(page, site, person)
    page.goto(f"{site}/you/security/")
    look(page, "security")
    page.get_by_role("link", name="Add a passkey").click()
    look(page, "add a passkey")
    page.get_by_label("Name of the passkey").fill("My laptop")
    press(page, "Add the passkey")
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    page.goto(f"{site}/you/security/")
    expect(page.get_by_text("My laptop").first).to_be_visible()
    look(page, "security with a passkey")
    assert len(tools.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]) == 1

    page.goto(f"{site}/sign-out/")
    press(page, "Sign out")
    page.goto(f"{site}/sign-in/")
    look(page, "sign-in")
    press(page, "Sign in with a passkey")
    expect(page.get_by_role("heading", level=1)).to_have_text(person.name)
    person.groups.add(Group.objects.get(name="Editors"))
    page.goto(f"{site}/admin/")
    expect(page).to_have_url(f"{site}/admin/")
    person.groups.clear()

    page.goto(f"{site}/sign-out/")
    press(page, "Sign out")
    page.goto(f"{site}/sign-in/")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")
    press(page, "Use a passkey")
    expect(page.get_by_role("heading", level=1)).to_have_text(person.name)

    page.goto(f"{site}/you/security/")
    page.get_by_role("link", name="Rename My laptop").click()
    look(page, "name a passkey")
    page.get_by_label("Name of the passkey").fill("Old laptop")
    press(page, "Save")
    page.get_by_role("link", name="Remove Old laptop").click()
    look(page, "remove a passkey")
    press(page, "Remove the passkey")
    expect(page.locator(".note")).to_have_text("The passkey is removed.")
    assert not Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).exists()


def test_what_goes_wrong_with_a_passkey_is_told_in_words(page, site):
    tools, key = key_of(page)
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    page.goto(f"{site}/sign-in/")
    press(page, "Sign in with a passkey")
    expect(page.get_by_role("alert")).to_contain_text("No passkey was used")
    look(page, "sign-in, passkey refused")
    # A key that the site does not know.
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": True})
    sign_in(page, site, UserFactory())
    page.goto(f"{site}/you/security/passkeys/add/")
    press(page, "Add the passkey")
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    Authenticator.objects.all().delete()
    page.goto(f"{site}/sign-out/")
    press(page, "Sign out")
    page.goto(f"{site}/sign-in/")
    press(page, "Sign in with a passkey")
    expect(page.get_by_role("alert")).to_contain_text("not right")


def test_at_another_address_the_page_says_where_passkeys_work(page, site):
    page.goto(site.replace("localhost", "127.0.0.1") + "/sign-in/")
    expect(page.get_by_text(f"Passkeys work at {site} only")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_have_count(0)


def test_everything_but_passkeys_works_without_script(browser, site, mailoutbox):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/sign-in/")
    expect(page.get_by_text("Passkeys need JavaScript")).to_be_visible()
    editor = UserFactory(groups=["Editors"], app=True)
    sign_in(page, site, editor, "/admin/")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_readable_narrow_and_wide(browser, site, scheme, mailoutbox):
    person = UserFactory(app=True)
    for width in (375, 1280):
        caches["durable"].clear()
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page = context.new_page()
        found = {}

        def read(address, page=page, found=found):
            page.goto(site + address)
            if report := unreadable(page):
                found[address] = report

        for address in ("/sign-in/", "/sign-up/", "/sign-in/code/", "/password/forgotten/"):
            read(address)
        page.goto(f"{site}/password/forgotten/")
        page.get_by_label("E-mail address").fill(person.email)
        press(page, "Send the code")
        read("/password/forgotten/code/")
        page.get_by_label("Code", exact=True).fill(CODE.search(mailoutbox[-1].body)[0])
        press(page, "Go on")
        read("/password/forgotten/new/")
        page.goto(f"{site}/sign-in/code/")
        page.get_by_label("E-mail address").fill(person.email)
        press(page, "Send the code")
        read("/sign-in/code/typed/")
        press(page, "Start again")
        caches["fast"].clear()
        caches["durable"].clear()
        sign_in(page, site, User.objects.get(pk=person.pk))
        for address in (
            "/you/", "/you/email/", "/you/security/", "/you/security/password/",
            "/you/security/app/remove/", "/you/security/codes/new/", "/you/security/passkeys/add/",
            "/you/security/sessions/", "/you/security/again/", "/you/security/again/code/",
            "/you/security/connections/", "/sign-out/",
        ):  # fmt: skip
            read(address)
        assert found == {}
        context.close()
