"""What every answer tells a browser to refuse, whatever the answer is and whoever gives it."""

from __future__ import annotations

import re

import pytest
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.test import Client, RequestFactory
from django.urls import path
from wagtail.documents import get_document_model

from marketplace.config import policies
from marketplace.config import urls as site
from tests.browser.test_look import PAGES
from tests.config.processes import manage
from tests.factories.accounts import UserFactory
from tests.security.walking import ours

pytestmark = pytest.mark.django_db

# One page shows a mail's own HTML, in demonstrations alone, within a sandbox that runs nothing.
WITH_INLINE_STYLES = {"sent-mail-html"}
TOLD = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
NEVER = ("camera", "microphone", "geolocation", "payment", "usb", "display-capture")
ELSEWHERE = re.compile(r"https?:|//|\*|ws:|blob:")


def directives(answer) -> dict[str, set[str]]:
    parts = answer["Content-Security-Policy"].split(";")
    return {name: set(values) for name, *values in (part.split() for part in parts)}


def is_strict(answer) -> bool:
    """Whether nothing runs in it but the site's own files, and nothing from elsewhere is loaded."""
    told = directives(answer)
    everything = " ".join(value for values in told.values() for value in values)
    runs = told.get("script-src", told["default-src"])
    embeds = told.get("object-src", told["default-src"])
    return (
        "unsafe" not in everything
        and not ELSEWHERE.search(everything)
        and told["default-src"] == {"'none'"}
        and runs <= {"'self'", "'none'"}
        and embeds == {"'none'"}
    )


def assert_told(answer, where):
    for header, value in TOLD.items():
        assert answer.get(header) == value, (where, answer.status_code, header)
    permissions = answer["Permissions-Policy"]
    for power in NEVER:
        assert f"{power}=()" in permissions, where
    assert "publickey-credentials-get=(self)" in permissions
    assert "publickey-credentials-create=(self)" in permissions


def test_the_test_of_strictness_is_strict():
    def with_policy(**changes):
        policy = {**policies.PUBLIC, **{name.replace("_", "-"): v for name, v in changes.items()}}
        text = "; ".join(f"{name} {' '.join(values)}" for name, values in policy.items())
        return {"Content-Security-Policy": text}

    assert is_strict(with_policy())
    assert not is_strict(with_policy(style_src=["'self'", "'unsafe-inline'"]))
    assert not is_strict(with_policy(script_src=["https://cdn.example"]))
    assert not is_strict(with_policy(object_src=["'self'"]))
    assert not is_strict(with_policy(img_src=["*"]))


@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_address_of_the_site_answers_strictly(client, method, signed_in):
    """With whatever status: nothing is there, it is for others, it leads on, it takes no POST."""
    client.raise_request_exception = False
    if signed_in:
        client.force_login(UserFactory(is_superuser=True))
    statuses = set()
    for address in ours():
        answer = getattr(client, method)(address.at())
        statuses.add(answer.status_code)
        assert_told(answer, address.name)
        if address.is_of_admin:
            continue
        if address.name not in WITH_INLINE_STYLES:
            assert is_strict(answer), (address.name, answer["Content-Security-Policy"])
        if signed_in and address.name == "account_logout":
            client.force_login(UserFactory(is_superuser=True))
    assert {302, 404, 405 if method == "post" else 200} <= statuses


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_the_look_is_strict(client, name):
    answer = client.get(PAGES[name])
    assert_told(answer, name)
    assert is_strict(answer)


def _break(request):
    raise RuntimeError("secret detail")


def _refuse(request):
    from django.core.exceptions import PermissionDenied

    raise PermissionDenied


class Broken:
    handler403, handler404, handler500 = site.handler403, site.handler404, site.handler500
    urlpatterns = [path("broken/", _break), path("refused/", _refuse), *site.urlpatterns]


@pytest.mark.parametrize(
    ("address", "status"), [("/broken/", 500), ("/refused/", 403), ("/none/", 404)]
)
def test_pages_that_say_what_went_wrong_are_strict_too(settings, address, status):
    settings.ROOT_URLCONF = Broken
    answer = Client(raise_request_exception=False).get(address)
    assert answer.status_code == status
    assert_told(answer, address)
    assert is_strict(answer)


def test_so_is_the_answer_to_who_tries_too_often():
    caches["durable"].clear()
    for number in range(40):
        answer = Client().post("/password/forgotten/", {"email": f"x{number}@council.example"})
        if answer.status_code == 429:
            break
    caches["durable"].clear()
    assert answer.status_code == 429
    assert_told(answer, "too many")
    assert is_strict(answer)


def test_so_is_the_answer_to_a_host_that_is_not_ours(client):
    answer = client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert_told(answer, "wrong host")
    assert is_strict(answer)


def test_so_are_files(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.svg").write_text("<svg/>")
    document = get_document_model().objects.create(
        title="A report", file=ContentFile(b"%PDF-1.7", name="report.pdf")
    )
    for address in ("/media/images/a.svg", document.url, "/static/css/base.css", "/robots.txt"):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert_told(answer, address)
        assert is_strict(answer), address
        answer.getvalue()  # read to its end, which closes the file


def test_only_the_admin_has_the_admins_policy(client):
    client.force_login(UserFactory(is_superuser=True))
    assert "'unsafe-inline'" in client.get("/admin/")["Content-Security-Policy"]
    for address in ("/administration/", "/you/", "/ADMIN/", "//admin/", "/x/admin/", "/"):
        assert is_strict(client.get(address)), address
    assert "'unsafe-inline'" not in Client().get("/admin")["Content-Security-Policy"]
    for values in policies.ADMIN.values():
        assert not ELSEWHERE.search(" ".join(values).replace("blob:", ""))
    assert policies.ADMIN["object-src"] == ["'none'"]


def test_the_middleware_tells_it_whatever_an_answer_brings():
    def answers(request):
        from django.http import HttpResponse

        return HttpResponse(headers={"Referrer-Policy": "no-referrer"})

    answer = policies.HeadersMiddleware(answers)(RequestFactory().get("/"))
    assert answer["Referrer-Policy"] == "no-referrer", "stricter than the site's own"
    assert "camera=()" in answer["Permissions-Policy"]


# On a real site -----------------------------------------------------------------------------------

ASK = """
from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings
plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}).enable()
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
call_command("setup_site", "--bare", verbosity=0)
client = Client(headers={"host": "proven.example.gov.uk"})
for secure in (True, False):
    for address in ("/sign-in/", "/no-such-page/", "/static/nothing.css"):
        answer = client.get(address, secure=secure)
        said = [answer.status_code, answer.get("Strict-Transport-Security"), answer.get("Location")]
        print(secure, address, *said, "default-src 'none'" in answer["Content-Security-Policy"])
for cookie in client.cookies.values():
    print(cookie.OutputString())
print(client.get("/sign-in/", secure=True, headers={"host": "evil.example"}).status_code)
print(client.get("/sign-in/", headers={"host": "evil.example"}).status_code)
"""
REAL = {
    "DEMO": "0",
    "SITE_URL": "https://proven.example.gov.uk",
    "SECRET_KEY": "k9" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2,
    "TRUSTED_PROXIES": "1",
}


def test_a_real_site_speaks_https_alone_and_its_cookies_too(tmp_path):
    said = manage("shell", "--no-imports", "-c", ASK, VAR_DIR=str(tmp_path), **REAL)
    assert said.returncode == 0, said.stderr
    text = said.stdout
    year = "max-age=31536000; includeSubDomains; preload"
    assert f"True /sign-in/ 200 {year} None True" in text
    assert f"True /no-such-page/ 404 {year} None True" in text
    assert "False /sign-in/ 301 None https://proven.example.gov.uk/sign-in/ True" in text
    (cookie,) = re.findall(r"^__Host-csrf=.*$", text, re.MULTILINE)
    for part in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie
    assert text.splitlines()[-2:] == ["400", "400"]


def test_the_cookies_of_a_session_are_as_strict(settings):
    """As settings give them; a demonstration speaks http."""
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == settings.CSRF_COOKIE_SAMESITE == "Lax"
    names = "SESSION_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SESSION_COOKIE_DOMAIN"
    code = (
        f"from django.conf import settings as s; print(*[getattr(s, n) for n in '{names}'.split()])"
    )
    said = manage("shell", "--no-imports", "-c", code, **REAL)
    assert said.stdout.strip() == "__Host-session True True None", said.stderr
