"""What config answers by itself: uploaded files, robots.txt, pages that say what went wrong."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import path
from wagtail.documents import get_document_model

from marketplace.config import urls as site

pytestmark = pytest.mark.django_db


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "images").mkdir()
    (tmp_path / "documents").mkdir()
    (tmp_path / "images" / "a.png").write_bytes(b"\x89PNG")
    (tmp_path / "images" / "a.svg").write_text("<svg onload='alert(1)'/>")
    (tmp_path / "documents" / "secret.pdf").write_bytes(b"%PDF")
    (tmp_path.parent / "outside.txt").write_text("outside")


def _get(client, address):
    response = client.get(address)
    list(response)  # read to its end, which closes the file
    response.close()
    return response


def test_a_picture_is_shown_and_kept_for_a_year(client, media):
    response = _get(client, "/media/images/a.png")
    assert response["Content-Type"] == "image/png"
    assert "immutable" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert not response.get("Content-Disposition", "").startswith("attachment")


def test_what_could_be_executed_is_only_ever_handed_over(client, media):
    response = _get(client, "/media/images/a.svg")
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "address",
    [
        "/media/documents/secret.pdf", "/media/images/../documents/secret.pdf",
        "/media/../outside.txt", "/media/%2e%2e/outside.txt", "/media/images/", "/media/none.png",
        "/media/a%00b",
    ],
)  # fmt: skip
def test_documents_and_what_lies_outside_are_not_served(client, media, address):
    assert client.get(address).status_code == 404


def test_pages_are_compressed_and_pictures_are_not(client, media, settings):
    asks = {"Accept-Encoding": "gzip"}
    (settings.MEDIA_ROOT / "images" / "long.png").write_bytes(b"\x89PNG" + b"0" * 5000)
    picture = client.get("/media/images/long.png", headers=asks)
    assert len(picture.getvalue()) == 5004
    picture.close()
    assert "Content-Encoding" not in picture
    assert picture["Content-Length"] == "5004"
    assert client.get("/sign-in/", headers=asks)["Content-Encoding"] == "gzip"
    style = client.get("/static/css/tokens.css", headers=asks)
    assert style["Content-Encoding"] == "gzip"
    style.close()


def test_a_document_is_handed_over_to_keep_whatever_it_is(client, media):
    file = ContentFile(b"%PDF-1.7 " + b"0" * 500, name="report.pdf")
    document = get_document_model().objects.create(title="Report", file=file)
    response = client.get(document.url, headers={"Accept-Encoding": "gzip"})
    assert len(response.getvalue()) == 509
    response.close()
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Length"] == "509"
    assert "Content-Encoding" not in response


def test_robots_may_read_what_is_public(client, settings):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/" in text
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in text


def test_a_page_that_is_not_there_is_told_in_our_look_without_a_cookie(client):
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert response.content.decode().count("<h1") == 1
    assert not response.cookies


def _break(request):
    raise RuntimeError("secret detail")


def test_an_error_shows_a_reference_and_no_detail(settings):
    class Broken:
        handler500 = site.handler500
        urlpatterns = [path("broken/", _break)]

    settings.ROOT_URLCONF = Broken
    client = Client(raise_request_exception=False)
    response = client.get("/broken/", headers={"X-Request-ID": "abcdef0123456789"})
    assert response.status_code == 500
    page = response.content.decode()
    assert "abcdef0123456789" in page
    assert "secret detail" not in page
    assert response["X-Request-ID"] == "abcdef0123456789"


def test_a_request_id_that_is_not_well_formed_is_replaced(client):
    for given in ("<script>", "short", "x" * 65):
        response = client.get("/robots.txt", headers={"X-Request-ID": given})
        assert response["X-Request-ID"] != given
        assert len(response["X-Request-ID"]) == 16


@pytest.mark.parametrize("address", ["/", "/sign-in/", "/no-such-page/"])
def test_public_pages_run_nothing_but_the_sites_own_files(client, address):
    policy = client.get(address)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
