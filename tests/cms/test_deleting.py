"""Evidence is never thrown away: what has claims is unpublished, what is in use stays."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.models import Page

from cms.models import (
    Approach,
    CataloguePage,
    Evidence,
    GuidanceIndexPage,
    HomePage,
    PlainPage,
    ServiceArea,
)
from tests.cms.forms import body, words
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CaseStudyFactory, ClaimFactory

pytestmark = pytest.mark.django_db


def delete_url(page):
    return reverse("wagtailadmin_pages:delete", args=[page.pk])


@pytest.mark.parametrize("status", ["draft", "in_review", "public", "withdrawn"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_page_with_claims_stays_and_unpublishing_is_offered(client, moderator, status, method):
    study = ClaimFactory(status=status, solution__title="Damp found early").solution
    shown = words(getattr(client, method)(delete_url(study), follow=True))
    assert "“Damp found early” was not deleted: it has claims" in shown
    assert reverse("wagtailadmin_pages:unpublish", args=[study.pk]) in shown
    assert Page.objects.filter(pk=study.pk).exists()


def test_nor_does_it_go_with_its_parent(client, moderator):
    client.force_login(UserFactory(is_superuser=True))
    home = HomePage.objects.get()
    shelf = home.add_child(instance=CataloguePage(title="Old shelf", slug="old-shelf"))
    for number in range(5):
        ClaimFactory(
            solution=CaseStudyFactory(title=f"Study {number}", parent=shelf, slug=f"s-{number}")
        )
    plain = Page(title="A folder", slug="folder")
    home.add_child(instance=plain)
    shelf.move(plain, pos="last-child")
    shown = words(client.post(delete_url(plain), follow=True))
    assert (
        "“A folder” was not deleted: “Study 0”, “Study 1”, “Study 2” and 2 more below it have claims"
        in shown
    )
    assert Evidence.objects.count() == 5


def test_nor_in_bulk_and_then_nothing_goes(client, moderator):
    proven = ClaimFactory(solution__title="Proven").solution
    other = CaseStudyFactory()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    response = client.post(f"{url}?id={other.pk}&id={proven.pk}", follow=True)
    assert "“Proven” was not deleted" in words(response)
    assert Page.objects.filter(pk__in=[proven.pk, other.pk]).count() == 2


def test_a_page_without_claims_can_go(client, moderator):
    study = CaseStudyFactory()
    client.post(delete_url(study))
    assert not Page.objects.filter(pk=study.pk).exists()


def test_unpublishing_keeps_the_claims_and_shows_none(client, moderator):
    study = ClaimFactory().solution
    client.post(reverse("wagtailadmin_pages:unpublish", args=[study.pk]))
    assert Evidence.objects.count() == 1
    assert Evidence.objects.shown().count() == 0


def test_editors_delete_no_page_and_are_not_offered_it(client):
    client.force_login(UserFactory(groups=["Editors"]))
    draft = CaseStudyFactory(live=False)
    client.post(delete_url(draft))
    assert Page.objects.filter(pk=draft.pk).exists()
    listing = reverse("wagtailadmin_explore", args=[draft.get_parent().pk])
    assert delete_url(draft) not in words(client.get(listing))


def test_pages_that_the_site_stands_on_stay(client, moderator):
    shown = words(client.post(delete_url(CataloguePage.objects.get()), follow=True))
    assert "the site needs this page" in shown
    assert CataloguePage.objects.exists()


FOOTER = ["accessibility", "privacy", "who-runs-this", "how-strength-is-worked-out", "corrections"]


def needed_pages():
    """Every page that the site's own links lead to."""
    home = HomePage.objects.get()
    for slug in FOOTER:
        home.add_child(instance=PlainPage(title=slug, slug=slug))
    return [
        home,
        CataloguePage.objects.get(),
        GuidanceIndexPage.objects.get(),
        *PlainPage.objects.filter(slug__in=FOOTER),
    ]


def test_a_page_that_the_site_leads_to_is_not_deleted_unpublished_or_moved(client):
    client.force_login(UserFactory(is_superuser=True))
    pages = needed_pages()
    folder = HomePage.objects.get().add_child(instance=PlainPage(title="Folder", slug="folder"))
    for page in pages:
        for url, done in (
            (delete_url(page), "deleted"),
            (reverse("wagtailadmin_pages:unpublish", args=[page.pk]), "unpublished"),
            (reverse("wagtailadmin_pages:move_confirm", args=[page.pk, folder.pk]), "moved"),
        ):
            shown = words(client.post(url, follow=True))
            assert f"“{page.title}” was not {done}: the site needs this page" in shown
        stays = Page.objects.get(pk=page.pk)
        assert (stays.live, stays.path) == (True, page.path)


@pytest.mark.parametrize("action", ["delete", "unpublish", "move"])
def test_nor_in_bulk(client, action):
    client.force_login(UserFactory(is_superuser=True))
    home = needed_pages()[0]
    other = home.add_child(instance=PlainPage(title="Other", slug="other"))
    folder = home.add_child(instance=PlainPage(title="Folder", slug="folder"))
    privacy = Page.objects.get(slug="privacy")
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    typed = {"chooser": folder.pk, "include_descendants": ""}
    shown = client.post(f"{url}?id={other.pk}&id={privacy.pk}", typed, follow=True)
    assert "“privacy” was not" in words(shown)
    for page in (other, privacy):
        stays = Page.objects.get(pk=page.pk)
        assert (stays.live, stays.path) == (True, page.path)


def test_the_address_and_the_last_day_of_such_a_page_are_not_for_typing(client, moderator):
    for page in needed_pages()[1:]:
        typed = {
            "title": page.title,
            "slug": "elsewhere",
            "summary": "",
            "lede": "",
            "expire_at": "2020-01-01 09:00",
            "go_live_at": "",
            "seo_title": "",
            "search_description": "",
            **body(),
            "action-publish": "1",
        }
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        assert "other pages lead to this address" in words(client.get(url))
        client.post(url, typed)
        stays = Page.objects.get(pk=page.pk)
        assert (stays.slug, stays.live, stays.expire_at) == (page.slug, True, None)
        assert stays.latest_revision_id != page.latest_revision_id


def test_another_plain_page_goes_where_its_moderator_wants(client, moderator):
    page = HomePage.objects.get().add_child(instance=PlainPage(title="Old news", slug="old-news"))
    client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    page.refresh_from_db()
    assert not page.live
    client.post(delete_url(page))
    assert not Page.objects.filter(pk=page.pk).exists()


@pytest.mark.parametrize(("model", "field"), [(ServiceArea, "areas"), (Approach, "approaches")])
def test_a_word_in_use_stays_and_names_who_uses_it(client, moderator, model, field):
    thing, unused = model.objects.all()[:2]
    wanted = {"service_areas": [thing]} if model is ServiceArea else {"approaches": [thing]}
    CaseStudyFactory(title="Damp found early", **wanted)
    name = f"wagtailsnippets_cms_{model._meta.model_name}"
    for method in ("get", "post"):
        shown = words(
            getattr(client, method)(reverse(f"{name}:delete", args=[thing.pk]), follow=True)
        )
        assert f"“{thing.name}” was not deleted: “Damp found early” uses it" in shown
    bulk = reverse("wagtail_bulk_action", args=["cms", model._meta.model_name, "delete"])
    assert "was not deleted" in words(
        client.post(f"{bulk}?id={thing.pk}&id={unused.pk}", follow=True)
    )
    assert model.objects.filter(pk__in=[thing.pk, unused.pk]).count() == 2
    client.post(reverse(f"{name}:delete", args=[unused.pk]))
    assert not model.objects.filter(pk=unused.pk).exists()


def test_a_copied_page_starts_without_claims(client, moderator):
    claim = ClaimFactory()
    parent = CataloguePage.objects.get()
    client.post(
        reverse("wagtailadmin_pages:copy", args=[claim.solution.pk]),
        {
            "new_title": "A copy",
            "new_slug": "a-copy",
            "new_parent_page": parent.pk,
            "publish_copies": "on",
        },
    )
    copy = Page.objects.get(slug="a-copy").specific
    assert copy.live
    assert list(copy.claims.all()) == []
    assert list(Evidence.objects.all()) == [claim]


def test_an_alias_has_no_claims_of_its_own_and_takes_none(client, moderator):
    claim = ClaimFactory()
    alias = claim.solution.create_alias(parent=CataloguePage.objects.get(), update_slug="twin")
    assert list(alias.claims.all()) == []
    form = words(client.get(reverse("claims:add")))
    assert f'value="{claim.solution.pk}"' in form
    assert f'value="{alias.pk}"' not in form
