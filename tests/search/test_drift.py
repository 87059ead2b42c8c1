"""Whatever happens to what can be found, what search shows is what the public may see; and what goes
astray all the same is noticed and brought back."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from taggit.models import Tag
from wagtail.models import Page, PageViewRestriction

from cms import services
from cms.models import (
    Approach,
    AreaService,
    CaseStudyPage,
    CataloguePage,
    GuidanceIndexPage,
    GuidancePage,
    HomePage,
    PlainPage,
    ServiceArea,
    SolutionPage,
    ToolPage,
)
from marketplace.core import clock
from marketplace.core.actor import SYSTEM
from marketplace.organisations.models import Council
from marketplace.organisations.register.reader import read_register
from marketplace.organisations.services import import_register
from search import engines, projection
from search.models import Listing, ListingFacet
from tests.cms.forms import typed
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ClaimFactory, ToolFactory
from tests.organisations.register_files import TODAY, as_csv, cells, ended
from tests.search.contract import spelt
from tests.search.shown import checked, council, found, holds, made, main, solution, study_of, told

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def _shelf(django_db_setup, django_db_blocker):
    """Made once, around the transaction that each test has of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        folder = HomePage.objects.get().add_child(instance=PlainPage(title="Folder", slug="folder"))
        shelf = folder.add_child(instance=CataloguePage(title="Second shelf", slug="second"))
        study_of("Damp found early", parent=shelf)
        made(ToolFactory, "Bins routed", parent=shelf)
        study_of("Elsewhere")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def shelf(_shelf, db):
    """A second catalogue in a folder, with a case study and a tool on it, beside others."""
    shelf = CataloguePage.objects.get(slug="second")
    shelf.study = CaseStudyPage.objects.get(title="Damp found early")
    shelf.tool = ToolPage.objects.get(title="Bins routed")
    assert holds()
    return shelf


@pytest.fixture
def folder(shelf):
    return PlainPage.objects.get(slug="folder")


@pytest.fixture
def superuser(client):
    user = UserFactory(is_superuser=True)
    client.force_login(user)
    return user


def as_class(page, model):
    return model.objects.get(pk=page.pk)


# Publishing and unpublishing ----------------------------------------------------------------------


def test_a_draft_is_found_once_it_is_published():
    study = study_of("Damp found early", live=False)
    assert holds()
    assert found("damp") == set()
    study.get_latest_revision().publish()
    assert holds()
    assert found("damp") == {solution(study)}


@pytest.mark.parametrize("model", [Page, SolutionPage, CaseStudyPage])
def test_unpublishing_through_any_class(shelf, model):
    as_class(shelf.study, model).unpublish()
    assert holds()
    assert found("damp") == set()
    as_class(shelf.study, Page).specific.get_latest_revision().publish()
    assert holds()
    assert found("damp") == {solution(shelf.study)}


def test_unpublishing_a_shelf_leaves_what_is_on_it(shelf):
    Page.objects.get(pk=shelf.pk).unpublish()
    assert holds()
    assert solution(shelf.study) in found()


def bulk(client, action, *pages, **fields):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    chosen = "&".join(f"id={page.pk}" for page in pages)
    response = client.post(f"{url}?{chosen}", fields)
    assert response.status_code == 302


def test_in_bulk_in_the_admin(client, superuser, shelf, folder):
    bulk(client, "unpublish", shelf.study, shelf.tool)
    assert holds()
    assert found("damp") | found("bins") == set()
    bulk(client, "publish", shelf.study, shelf.tool)
    assert holds()
    assert found("damp") | found("bins") == {solution(shelf.study), solution(shelf.tool)}
    bulk(client, "unpublish", folder, include_descendants="on")
    assert holds()
    assert found("damp") == set()
    bulk(client, "publish", folder, include_descendants="on")
    assert holds()
    assert found("damp") == {solution(shelf.study)}
    bulk(client, "move", shelf.study, chooser=main().pk)
    assert as_class(shelf.study, Page).get_parent().pk != shelf.pk
    assert holds()
    bulk(client, "delete", shelf.study, shelf.tool)
    assert holds()
    assert not SolutionPage.objects.filter(pk__in=[shelf.study.pk, shelf.tool.pk]).exists()


def own(**changed):
    whose = {"organisation": "", "public_body": "Somebody"}
    form = typed(**whose, **changed)
    Council.objects.all().delete()  # the one that the form comes with
    return form


def test_in_the_admins_editor(client, superuser):
    parent = main()
    url = reverse("wagtailadmin_pages:add", args=["cms", "casestudypage", parent.pk])
    client.post(url, own(tags="mould", **{"action-publish": "1"}))
    study = SolutionPage.objects.get(slug="damp-found-early")
    assert holds()
    assert found("mould") == {solution(study)}
    edit = reverse("wagtailadmin_pages:edit", args=[study.pk])
    client.post(edit, own(title="Wet found early"))
    assert holds()
    assert found("wet") == set()
    client.post(edit, own(title="Wet found early", **{"action-publish": "1"}))
    assert holds()
    assert (found("wet"), found("mould")) == ({solution(study)}, set())
    client.post(reverse("wagtailadmin_pages:unpublish", args=[study.pk]))
    assert holds()
    assert found("wet") == set()


def test_on_a_day_that_was_set(shelf):
    now = timezone.now()
    study = study_of("Later", live=False)
    study.go_live_at = now + dt.timedelta(hours=1)
    study.save_revision().publish()
    shelf.study.expire_at = now + dt.timedelta(hours=1)
    shelf.study.save_revision().publish()
    assert holds()
    assert (found("later"), found("damp")) == (set(), {solution(shelf.study)})
    past = now - dt.timedelta(hours=1)
    Page.objects.filter(pk=shelf.study.pk).update(expire_at=past)
    Page.objects.filter(pk=study.pk).update(go_live_at=past)
    for revision in study.revisions.all():
        revision.content["go_live_at"] = past.isoformat()
        revision.approved_go_live_at = past
        revision.save()
    call_command("publish_scheduled", verbosity=0)
    assert holds()
    assert (found("later"), found("damp")) == ({solution(study)}, set())


def test_a_draft_over_a_live_page_and_an_old_revision(shelf):
    study = as_class(shelf.study, CaseStudyPage)
    first = study.latest_revision
    study.title = "Mould found early"
    study.service_areas = [ServiceArea.objects.last()]
    draft = study.save_revision()
    assert holds()
    assert (found("damp"), found("mould")) == ({solution(study)}, set())
    draft.publish()
    assert holds()
    assert (found("damp"), found("mould")) == (set(), {solution(study)})
    first.as_object().save_revision().publish()
    assert holds()
    assert (found("damp"), found("mould")) == ({solution(study)}, set())


# Moving, addresses, copies, aliases, deleting -----------------------------------------------------


def restrict(page):
    return PageViewRestriction.objects.create(page=page, restriction_type="login")


@pytest.mark.parametrize("model", [Page, SolutionPage])
def test_moving_into_private_and_out_again(shelf, model):
    private = HomePage.objects.get().add_child(instance=CataloguePage(title="P", slug="private"))
    restrict(private)
    as_class(shelf.study, model).move(private, pos="last-child")
    assert holds()
    assert found("damp") == set()
    as_class(shelf.study, model).move(shelf, pos="last-child")
    assert holds()
    assert found("damp") == {solution(shelf.study)}


def test_moving_with_a_parent(shelf, folder):
    restrict(folder)
    assert found("damp") | found("bins") == set()
    Page.objects.get(pk=shelf.pk).move(HomePage.objects.get(), pos="last-child")
    assert holds()
    assert found("damp") | found("bins") == {solution(shelf.study), solution(shelf.tool)}
    Page.objects.get(pk=shelf.pk).move(PlainPage.objects.get(pk=folder.pk), pos="last-child")
    assert holds()
    assert found("damp") | found("bins") == set()


def test_another_address_of_a_page_and_of_its_parent(shelf):
    before = dict(Listing.objects.values_list("object_id", "version"))
    study = as_class(shelf.study, CaseStudyPage)
    study.slug = "damp-homes"
    study.save_revision().publish()
    shelf.slug = "third"
    shelf.save_revision().publish()
    assert holds()
    assert dict(Listing.objects.values_list("object_id", "version")) == before


@pytest.mark.parametrize("model", [Page, SolutionPage, CaseStudyPage])
def test_deleting_through_any_class(shelf, model):
    as_class(shelf.study, model).delete()
    assert holds()
    assert found("damp") == set()


def test_deleting_a_parent_and_several_at_once(shelf, folder):
    other = study_of("Damp again", parent=shelf)
    Page.objects.filter(pk__in=[other.pk]).delete()
    assert holds()
    Page.objects.get(pk=folder.pk).delete()
    assert holds()
    assert found("damp") | found("bins") == set()


def test_a_copy_is_found_if_it_is_live(shelf):
    copy = shelf.study.copy(update_attrs={"slug": "copy", "title": "Damp copied"})
    draft = shelf.study.copy(update_attrs={"slug": "draft"}, keep_live=False)
    assert holds()
    assert found("copied") == {solution(copy)}
    assert solution(draft) not in found()
    shelf.refresh_from_db()
    shelf.copy(recursive=True, update_attrs={"slug": "whole", "title": "Whole"})
    assert holds()
    assert len(found("damp")) == 4


def test_copying_what_is_private_stays_private(shelf):
    restrict(shelf)
    assert holds()
    shelf.refresh_from_db()
    shelf.copy(recursive=True, update_attrs={"slug": "whole", "title": "Whole"})
    assert holds()
    assert found("damp") == set()


def test_an_alias_is_not_found_until_it_is_a_page_of_its_own(shelf):
    shelf.study.create_alias(update_slug="alias", parent=main())
    assert holds()
    assert found("damp") == {solution(shelf.study)}
    study = as_class(shelf.study, CaseStudyPage)
    study.title = "Mould found early"
    study.save_revision().publish()
    assert holds()
    assert found("mould") == {solution(study)}


def test_an_alias_in_the_admin(shelf, superuser, client):
    parent = main()
    fields = {"new_title": "T", "new_slug": "twin", "new_parent_page": parent.pk, "alias": "on"}
    client.post(reverse("wagtailadmin_pages:copy", args=[shelf.study.pk]), fields)
    alias = Page.objects.get(slug="twin")
    assert alias.alias_of_id == shelf.study.pk
    assert holds()
    client.post(reverse("wagtailadmin_pages:convert_alias", args=[alias.pk]))
    assert holds()
    assert solution(alias) in found("damp")


def test_an_alias_whose_page_is_deleted_is_unpublished_and_then_one_of_its_own(shelf):
    alias = shelf.study.create_alias(update_slug="alias", parent=main())
    as_class(shelf.study, Page).delete()
    alias = Page.objects.get(pk=alias.pk)
    assert (alias.alias_of_id, alias.live) == (None, False)
    assert holds()
    assert found("damp") == set()
    alias.specific.save_revision().publish()
    assert holds()
    assert found("damp") == {solution(alias)}


def test_unpublishing_a_page_and_its_aliases(shelf):
    shelf.study.create_alias(update_slug="alias", parent=main())
    as_class(shelf.study, Page).unpublish()
    assert holds()
    as_class(shelf.study, Page).delete()
    assert holds()
    assert found("damp") == set()


# Privacy ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["page", "parent"])
@pytest.mark.parametrize("sort", ["login", "password", "groups"])
def test_what_is_made_private_is_not_found_until_it_is_open_again(shelf, where, sort):
    page = shelf.study if where == "page" else shelf
    restriction = PageViewRestriction(page=Page.objects.get(pk=page.pk), restriction_type=sort)
    restriction.password = "hush" if sort == "password" else ""
    restriction.save()
    assert holds()
    assert found("damp") == set()
    restriction.restriction_type = "login"
    restriction.save()
    assert holds()
    assert found("damp") == set()
    new = study_of("Damp again", parent=CataloguePage.objects.get(pk=shelf.pk))
    assert holds()
    assert found("damp") == ({solution(new)} if where == "page" else set())
    restriction.delete()
    assert holds()
    assert found("damp") == {solution(shelf.study), solution(new)}


def test_privacy_in_the_admin(shelf, superuser, client):
    url = reverse("wagtailadmin_pages:set_privacy", args=[shelf.pk])
    client.post(url, {"restriction_type": "login", "password": "", "groups": []})
    assert holds()
    assert found("damp") == set()
    client.post(url, {"restriction_type": "none", "password": "", "groups": []})
    assert holds()
    assert found("damp") == {solution(shelf.study)}


# Guidance -----------------------------------------------------------------------------------------


def guidance(title, **fields):
    guide = GuidancePage(title=title, summary="Do.", **fields)
    GuidanceIndexPage.objects.get().add_child(instance=guide)
    return guide


def test_guidance_likewise():
    guide = guidance("Start small")
    key = {("guidance", guide.pk)}
    assert holds()
    assert found("small") == key
    Page.objects.get(pk=guide.pk).unpublish()
    assert holds()
    assert found("small") == set()
    guide.refresh_from_db()
    guide.title = "Begin small"
    guide.save_revision().publish()
    assert holds()
    assert found("begin") == key
    restriction = restrict(GuidanceIndexPage.objects.get())
    assert holds()
    assert found("begin") == set()
    restriction.delete()
    guide.refresh_from_db()
    copy = guide.copy(update_attrs={"slug": "copy"})
    alias = guide.create_alias(update_slug="alias", parent=GuidanceIndexPage.objects.get())
    assert holds()
    assert found("begin") == {*key, ("guidance", copy.pk)}
    alias.delete()
    guide.delete()
    assert holds()
    assert found("begin") == {("guidance", copy.pk)}
    GuidanceIndexPage.objects.get().delete()
    assert holds()
    assert found("begin") == set()


# Claims, councils, vocabularies, tags -------------------------------------------------------------


def listing_of(page):
    return Listing.objects.get(kind="solution", object_id=page.pk)


def test_what_happens_to_claims(shelf):
    study, verifier = shelf.study, council()
    claim = services.add_claim(
        solution_id=study.pk,
        actor=SYSTEM,
        statement="It saved walruses",
        kind="money_saved",
        progress="realised",
        pence=340_000_00,
        price_year=2025,
        public_body="Somebody",
        period="2024 to 2025",
        account="Because fewer visits were wasted.",
        counted="Every visit.",
        source_name="Cabinet report",
    )
    assert holds()
    assert (found("walruses"), found(evidence={"2"})) == (set(), set())
    services.publish_claim(claim_id=claim.pk, actor=SYSTEM)
    assert holds()
    assert found("walruses") == found(evidence={"2"}) == {solution(study)}
    services.verify_claim(claim_id=claim.pk, verified_by_id=verifier.pk, actor=SYSTEM)
    assert holds()
    assert listing_of(study).verified
    services.confirm_claim(claim_id=claim.pk, actor=SYSTEM)
    assert holds()
    services.revise_claim(
        claim_id=claim.pk, actor=SYSTEM, statement="It saved narwhals", counted=""
    )
    assert holds()
    assert (found("walruses"), found("narwhals")) == (set(), {solution(study)})
    assert found(evidence={"1"}) == {solution(study)}
    assert not listing_of(study).verified
    services.withdraw_claim(claim_id=claim.pk, actor=SYSTEM)
    assert holds()
    assert found("narwhals") == set()
    assert solution(study) in found(evidence={"none"})


def test_claims_of_a_page_that_is_not_live_are_not_found(shelf):
    claim = ClaimFactory(
        solution=shelf.study, public_body="Somebody", statement="It saved walruses", status="draft"
    )
    services.publish_claim(claim_id=claim.pk, actor=SYSTEM)
    assert found("walruses") == {solution(shelf.study)}
    as_class(shelf.study, Page).unpublish()
    assert holds()
    assert found("walruses") == set()


def bring_in(*rows):
    reading = read_register(as_csv(*rows), today=TODAY)
    return import_register(rows=reading.rows, today=TODAY, actor=SYSTEM)


def test_a_council_that_the_register_renames_moves_or_ends():
    bring_in(cells("QQQ"), cells("RRR"))
    council = Council.objects.get(code="QQQ")
    other = Council.objects.get(code="RRR")
    study = study_of("Damp", organisation=council)
    elsewhere = study_of("Mould", organisation=other)
    ClaimFactory(solution=elsewhere, organisation=council, status="draft")
    services.publish_claim(claim_id=elsewhere.claims.get().pk, actor=SYSTEM)
    assert holds()
    assert found("qqqham") == {
        solution(study),
        solution(elsewhere),
        ("council", council.pk),
    }
    assert found("damp", region={"South East"}) == {solution(study)}
    bring_in(
        cells("QQQ", official_name="Wharfdale Council", nice_name="Wharfdale", region="London")
    )
    assert holds()
    assert found("wharfdale") == {
        solution(study),
        solution(elsewhere),
        ("council", council.pk),
    }
    assert found("qqqham") == set()
    assert found("damp", region={"South East"}) == set()
    assert found("damp", region={"London"}) == {solution(study)}
    bring_in(
        ended("QQQ", official_name="Wharfdale Council", nice_name="Wharfdale", replaced_by="RRR"),
        cells("RRR"),
    )
    assert holds()
    assert ("council", council.pk) in found("ended wharfdale")


def area_and_approach():
    return ServiceArea.objects.last(), Approach.objects.last()


def test_an_area_and_an_approach_renamed():
    area, approach = area_and_approach()
    study = study_of("Damp", service_areas=[area], approaches=[approach])
    for thing, name in ((area, "Wharves"), (approach, "Divining")):
        thing.name = name
        thing.save()
        assert holds()
        assert found(name) == {solution(study)}


def test_what_an_area_covers_is_not_told_of_all_that_is_filed_under_it():
    area = ServiceArea.objects.last()
    study_of("Damp", service_areas=[area])
    area.services.add(AreaService(lgsl=99_999, name="Kestrels"))
    area.save()
    assert holds()
    assert found("kestrels") == set()


def test_an_area_and_an_approach_deleted():
    area, approach = area_and_approach()
    study = study_of(
        "Damp",
        service_areas=[ServiceArea.objects.first(), area],
        approaches=[approach, Approach.objects.first()],
    )
    assert found(area={str(area.pk)}) == found(approach={str(approach.pk)}) == {solution(study)}
    gone = (str(area.pk), str(approach.pk))
    area.delete()
    assert holds()
    approach.delete()
    assert holds()
    assert found(area={gone[0]}) == found(approach={gone[1]}) == set()
    assert solution(study) in found("damp")


def test_other_areas_tags_and_approaches_of_a_page(shelf):
    area, approach = area_and_approach()
    study = as_class(shelf.study, CaseStudyPage)
    study.service_areas = [area]
    study.approaches = [approach]
    study.tags.add("mould", "wet walls")
    study.save()
    assert holds()
    assert found("mould") == {solution(study)}
    assert found(area={str(area.pk)}) == found(approach={str(approach.pk)}) == {solution(study)}
    study.tags.remove("mould")
    study.save_revision().publish()
    assert holds()
    assert (found("mould"), found("walls")) == (set(), {solution(study)})


def test_a_tag_renamed_and_deleted(shelf):
    study = as_class(shelf.study, CaseStudyPage)
    study.tags.add("mould")
    study.save()
    tag = Tag.objects.get(name="mould")
    tag.name = "rot"
    tag.save()
    assert holds()
    assert (found("mould"), found("rot")) == (set(), {solution(study)})
    tag.delete()
    assert holds()
    assert found("rot") == set()


# What goes astray ---------------------------------------------------------------------------------


def lexemes():
    return "lexeme" if connection.vendor == "postgresql" else "fts"


def execute(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def without(table):
    def damage(listing):
        name = f"search_db_{lexemes() if table == 'index' else table}"
        key = "rowid" if name.endswith("fts") else "listing_id"
        execute(f"DELETE FROM {name} WHERE {key} = %s", listing.pk)  # noqa: S608

    return damage


def extra(listing):
    other = Listing.objects.create(
        kind="solution", object_id=10**9, changed_at=listing.changed_at, title="Damp kestrels"
    )
    engines.database.index([other])


def of_no_kind(listing):
    Listing.objects.create(
        kind="campaign", object_id=10**9, changed_at=listing.changed_at, title="Damp kestrels"
    )


def update(**fields):
    return lambda listing: Listing.objects.filter(pk=listing.pk).update(**fields)


DAMAGES = {
    "a title": update(title="Kestrels"),
    "a body": update(body="Kestrels"),
    "a strength": update(level=5),
    "a version": update(version=99),
    "a day": update(published_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC)),
    "a fingerprint": update(fingerprint="0"),
    "made an example": update(is_example=True),
    "deleted": lambda listing: listing.delete(),
    "withdrawn": lambda listing: projection._withdraw([listing], listing.changed_at),
    "a facet gone": lambda listing: listing.facets.filter(facet="kind").delete(),
    "a facet more": lambda listing: ListingFacet.objects.create(
        listing=listing, facet="area", value="999"
    ),
    "another facet": lambda listing: listing.facets.filter(facet="kind").update(value="tool"),
    "extra": extra,
    "of no kind": of_no_kind,
    "no document": without("document"),
    "no text": without("text"),
    "no starts": without("start"),
    "not in the index": without("index"),
    "no tokens known": lambda listing: execute("DELETE FROM search_db_term"),
    "no words known": lambda listing: execute("DELETE FROM search_db_word"),
    "nothing to correct by": lambda listing: execute("DELETE FROM search_db_near"),
    "never counted": lambda listing: execute("DELETE FROM search_db_state"),
    "a page changed behind every back": lambda listing: Page.objects.filter(
        pk=listing.object_id
    ).update(live=False),
    "a title changed behind every back": lambda listing: Page.objects.filter(
        pk=listing.object_id
    ).update(title="Changed"),
    "another facet in the index": lambda listing: execute(
        "UPDATE search_db_document SET facets = '' WHERE listing_id = %s", listing.pk
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_goes_astray_is_noticed_and_repaired(shelf, damage):
    DAMAGES[damage](listing_of(shelf.study))
    said, status = checked()
    assert status == 1
    assert "0 are apart" not in said
    said, status = told("search_check", "--repair")
    assert status == 0
    assert "After the repair:" in said
    assert holds()
    assert engines.database.suggest("kestrels") == []
    assert found("kestrels") == set()
    if SolutionPage.objects.findable().filter(pk=shelf.study.pk).exists():
        page = Page.objects.get(pk=shelf.study.pk)
        assert [each.label for each in engines.database.suggest(page.title)] == [page.title]
        assert found(page.title, kind={"case-study"}) == {solution(shelf.study)}


def test_the_sweep_repairs_too(shelf):
    Page.objects.filter(pk=shelf.study.pk).update(live=False)
    assert solution(shelf.study) in found("damp")
    assert len(projection.sweep()) == 1
    assert holds()
    assert len(projection.sweep()) == 0


def test_a_rebuild_makes_the_index_anew(shelf):
    engines.database.clear()
    Listing.objects.filter(pk=listing_of(shelf.tool).pk).delete()
    assert checked()[1] == 1
    call_command("search_rebuild", stdout=io.StringIO())
    assert holds()


# Withdrawn ----------------------------------------------------------------------------------------


def test_a_version_only_ever_rises(shelf):
    key = {"kind": "solution", "object_id": shelf.study.pk}
    versions = [Listing.objects.get(**key).version]
    for _ in range(3):
        as_class(shelf.study, Page).unpublish()
        versions.append(Listing.objects.get(**key).version)
        as_class(shelf.study, Page).specific.get_latest_revision().publish()
        versions.append(Listing.objects.get(**key).version)
    assert versions == sorted(set(versions))
    assert Listing.objects.filter(**key).count() == 1


def test_nothing_changed_is_nothing_written(shelf):
    before = list(Listing.objects.order_by("pk").values())
    projection.project("solution", [shelf.study.pk, shelf.tool.pk])
    shelf.study.save()
    assert list(Listing.objects.order_by("pk").values()) == before


def test_what_was_withdrawn_holds_nothing_and_goes_after_30_days_if_its_thing_is_gone(shelf):
    start = clock.now()
    unpublished, deleted = listing_of(shelf.study), listing_of(shelf.tool)
    as_class(shelf.study, Page).unpublish()
    Page.objects.get(pk=shelf.tool.pk).delete()
    for listing in (unpublished, deleted):
        listing.refresh_from_db()
        assert (listing.title, listing.summary, listing.body, listing.keywords) == ("",) * 4
        assert not listing.facets.exists()
    with clock.stopped_at(start + dt.timedelta(days=29)):
        assert projection.purge() == 0
    with clock.stopped_at(start + dt.timedelta(days=31)):
        projection.purge()
    assert set(Listing.objects.filter(pk__in=[unpublished.pk, deleted.pk])) == {unpublished}
    as_class(shelf.study, Page).specific.get_latest_revision().publish()
    assert listing_of(shelf.study).version > unpublished.version
    assert holds()


# As many statements however much there is ---------------------------------------------------------


def test_projecting_takes_the_same_statements_for_few_and_for_many(shelf):
    pages = [study_of(f"Damp {number}") for number in range(20)]
    for page in pages[::2]:
        ClaimFactory(solution=page, public_body="Somebody")

    def statements(some):
        Listing.objects.update(fingerprint="")
        with CaptureQueriesContext(connection) as asked:
            projection.project("solution", [page.pk for page in some])
        return len(asked)

    statements(pages)  # words that are new take some of their own, once
    assert statements(pages) == statements(pages[:4])


def test_leaving_takes_few_statements_however_many_words_go(shelf):
    listing = listing_of(shelf.study)
    listing.body = " ".join(spelt(number) for number in range(300))
    listing.save()
    engines.database.index([listing])
    with CaptureQueriesContext(connection) as asked:
        engines.database.withdraw([listing.pk])
    assert len(asked) <= 20
    assert found(spelt(7)) == set()
    assert engines.database.suggest(spelt(7)[:-1] + "q") == []
