"""Home and list are drawn once for each state of the catalogue, and a change is seen at once."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction

from cms import kept, services
from cms.models import CataloguePage, HomePage, PlainPage
from cms.serving import SolutionServing
from marketplace.core import clock, findable
from marketplace.core.actor import SYSTEM
from marketplace.core.findable import say_shown_otherwise
from marketplace.core.models import Version
from marketplace.core.signals import send_findable_changed
from tests.factories.catalogue import CaseStudyFactory, ClaimFactory
from tests.factories.organisations import CouncilFactory

pytestmark = pytest.mark.django_db

PAGES = ("/", "/solutions/")


def shows(client, address, text):
    return text in client.get(address).content.decode()


@pytest.mark.parametrize(("address", "most"), [("/", 5), ("/solutions/", 7), ("solution", 6)])
def test_what_has_not_changed_is_not_asked_for_again(
    client, address, most, django_assert_max_num_queries
):
    study = CaseStudyFactory()
    address = study.url if address == "solution" else address
    first = client.get(address)
    with django_assert_max_num_queries(most):
        again = client.get(address)
    assert again.content == first.content


@pytest.mark.parametrize("address", PAGES)
def test_what_is_published_renamed_or_made_private_is_seen_at_once(client, address):
    council = CouncilFactory(name="Old Marsh Council")
    study = CaseStudyFactory(title="Damp found early", organisation=council)
    assert shows(client, address, "Damp found early")
    study.title = "Damp found earlier"
    study.save()
    assert shows(client, address, "Damp found earlier")
    council.name = "New Marsh Council"
    council.save()
    send_findable_changed("council", [council.pk])
    assert shows(client, address, "New Marsh Council")
    PageViewRestriction.objects.create(page=study, restriction_type="login")
    assert not shows(client, address, "Damp found earlier")


def test_a_solutions_own_page_shows_each_change_at_once(client):
    council = CouncilFactory(name="Old Marsh Council")
    study = CaseStudyFactory(title="Damp found early", organisation=council, problem="<p>Damp.</p>")
    assert shows(client, study.url, "Old Marsh Council")
    study.problem = "<p>Mould.</p>"
    study.save()
    assert shows(client, study.url, "Mould.")
    council.name = "New Marsh Council"
    council.save()
    send_findable_changed("council", [council.pk])
    assert shows(client, study.url, "New Marsh Council")
    claim = ClaimFactory(solution=study, statement="Eleven fewer flats")
    say_shown_otherwise()  # the factory tells nobody
    assert shows(client, study.url, "Eleven fewer flats")
    services.withdraw_claim(claim_id=claim.pk, actor=SYSTEM)
    assert not shows(client, study.url, "Eleven fewer flats")
    PageViewRestriction.objects.create(page=study, restriction_type="login")
    answer = client.get(study.url)
    assert answer.status_code == 302
    assert "Mould." not in answer.content.decode()


def test_what_is_drawn_apart_from_its_page_has_the_sites_name_and_address(client, settings):
    study = CaseStudyFactory()
    page = client.get(study.url).content.decode()
    assert f'<a href="/">{settings.SITE_NAME}</a>' in page
    assert f"{settings.SITE_URL}{study.url}, printed" in page
    assert f"{settings.SITE_NAME} in figures" in client.get("/").content.decode()


def test_restrictions_are_those_that_wagtail_finds():
    study, other = CaseStudyFactory(), CaseStudyFactory()
    PageViewRestriction.objects.create(page=other, restriction_type="login")
    assert not study.get_view_restrictions().exists()
    alias = other.create_alias(update_slug="an-alias")
    again = alias.create_alias(update_slug="an-alias-of-it")
    for page in (study, other, alias, again):
        wagtails = super(SolutionServing, page.specific).get_view_restrictions()
        assert set(page.specific.get_view_restrictions()) == set(wagtails)
    PageViewRestriction.objects.create(page=CataloguePage.objects.get(), restriction_type="login")
    for page in (study, other, alias, again):
        wagtails = super(SolutionServing, page.specific).get_view_restrictions()
        assert set(page.specific.get_view_restrictions()) == set(wagtails) != set()


@pytest.mark.parametrize("address", PAGES)
def test_a_claim_that_is_withdrawn_is_gone_at_once(client, address):
    claim = ClaimFactory(solution=CaseStudyFactory(), statement="Eleven lorries fewer")
    say_shown_otherwise()  # the factory tells nobody
    assert shows(client, address, "Eleven lorries fewer")
    services.withdraw_claim(claim_id=claim.pk, actor=SYSTEM)
    assert not shows(client, address, "Eleven lorries fewer")


def test_another_day_is_drawn_anew(client):
    CaseStudyFactory()
    client.get("/")
    with clock.stopped_at(dt.datetime(2031, 5, 6, 12, tzinfo=dt.UTC)):
        assert shows(client, "/", "6 May 2031")


def test_with_and_without_examples_are_kept_apart(client):
    CaseStudyFactory(title="Made-up bins", is_example=True)
    for address in PAGES:
        assert shows(client, address, "Made-up bins")
        assert not shows(client, f"{address}?examples=hide", "Made-up bins")


def test_pages_of_the_list_are_kept_apart_and_no_odd_number_is_kept(client):
    for n in range(21):
        CaseStudyFactory(title=f"Study {n:02}")
    first, second = (client.get(f"/solutions/?sort=title&page={n}").content for n in (1, 2))
    assert b"Study 00" in first
    assert b"Study 20" in second
    for odd in ("x", "-1", "0", "99999", "٣", ""):
        assert client.get("/solutions/", {"sort": "title", "page": odd}).status_code == 200


def test_a_preview_shows_what_is_typed(client):
    CaseStudyFactory(title="Damp found early")
    client.get("/")
    home = HomePage.objects.get()
    home.title = "Another question"
    response = home.make_preview_request()
    assert "Another question" in response.render().content.decode()


def test_a_site_without_a_number_is_always_drawn_and_gets_one_once(client):
    CaseStudyFactory(title="Damp found early")
    Version.objects.all().delete()
    assert shows(client, "/", "Damp found early")
    findable.begin()
    number = Version.number_of(findable.FINDABLE)
    findable.begin()
    assert Version.number_of(findable.FINDABLE) == number


def test_another_release_of_the_code_draws_anew(client, monkeypatch):
    study = CaseStudyFactory(title="Damp found early")
    assert shows(client, study.url, "Damp found early")
    type(study).objects.filter(pk=study.pk).update(problem="<p>Of which nobody told.</p>")
    assert not shows(client, study.url, "Of which nobody told.")
    monkeypatch.setattr(kept, "release", lambda: "the-next-one")
    assert shows(client, study.url, "Of which nobody told.")


@pytest.mark.parametrize(
    "change",
    [
        lambda: Image.objects.create(title="A van", file=get_test_image_file()),
        lambda: Document.objects.create(
            title="A form", file=ContentFile(b"x", "form.txt")
        ).delete(),
        lambda: PlainPage.objects.first().move(HomePage.objects.get(), pos="first-child"),
        lambda: PlainPage.objects.first().delete(),
        lambda: renamed(PlainPage.objects.first()),
    ],
    ids=[
        "a picture",
        "a document that goes",
        "a page moved",
        "a page deleted",
        "an address changed",
    ],
)
def test_what_pages_show_or_lead_to_is_not_kept_beyond_its_change(
    change, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    HomePage.objects.get().add_child(instance=PlainPage(title="About", slug="about-us"))
    before = Version.number_of(findable.FINDABLE)
    with django_capture_on_commit_callbacks(execute=True):
        change()
    assert Version.number_of(findable.FINDABLE) != before


def renamed(page):
    page.slug = "another-address"
    page.save_revision().publish()


def test_nothing_is_drawn_for_whoever_has_not_given_the_password(client):
    study = CaseStudyFactory(problem="<p>Not for everybody.</p>")
    PageViewRestriction.objects.create(page=study, restriction_type="password", password="open")
    answer = client.get(study.url)
    assert "drawn" not in answer.context_data
    assert "Not for everybody." not in answer.content.decode()


@pytest.mark.parametrize("number", ["1", "01", "0001"])
def test_one_page_of_the_list_is_kept_once(client, number, django_assert_max_num_queries):
    CaseStudyFactory()
    client.get("/solutions/")
    with django_assert_max_num_queries(7):
        client.get(f"/solutions/?page={number}")


def test_pages_beyond_the_end_are_not_kept(client, monkeypatch):
    CaseStudyFactory()
    keep, keys = kept.cache.set, []

    def listen(key, *more, **how):
        keys.append(key)
        return keep(key, *more, **how)

    monkeypatch.setattr(kept.cache, "set", listen)
    client.get("/solutions/?page=77")
    client.get("/solutions/?page=1")
    assert [key.rpartition(":")[2] for key in keys if ":list:" in key] == ["1"]
