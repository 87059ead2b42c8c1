"""First content: true where it claims to be real, rich where it is made up, loaded once."""

import itertools
import re
import tomllib

import pytest
from django.core.management import call_command
from wagtail.models import Page

from cms.models import Approach, ClaimKind, Evidence, SolutionPage, ToolPage
from cms.setup import content, reading
from cms.strength import Progress
from marketplace.core.models import Event

EXAMPLES = list(reading.files("examples"))


def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


def words(text):
    return re.findall(r"[a-z0-9£%]+", text.lower().replace("’", ""))


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.slug)
def test_each_example_has_250_words_of_its_own(file):
    assert sum(len(words(text)) for text in texts(file.data)) >= 250


def test_no_two_examples_share_a_run_of_eight_words():
    told = {}
    shared = []
    for file in EXAMPLES:
        runs = set()
        for text in texts(file.data):
            spoken = words(text)
            runs |= {tuple(spoken[n : n + 8]) for n in range(len(spoken) - 7)}
        shared += [(file.slug, told[run], " ".join(run)) for run in runs if run in told]
        told.update(dict.fromkeys(runs, file.slug))
    assert shared == []


def test_there_are_enough_examples_of_every_sort():
    claims = [file.data.get("claims", []) for file in EXAMPLES]
    assert len(EXAMPLES) >= 24
    assert sum(len(made) >= 3 for made in claims) >= 10
    assert sum("went_wrong" in file.data for file in EXAMPLES) >= 6
    assert {file.data["kind"] for file in EXAMPLES} == {"tool", "case study"}


@pytest.mark.django_db
def test_examples_cover_every_approach_strength_and_progress(first_content):
    examples = SolutionPage.objects.filter(is_example=True)
    claims = Evidence.objects.filter(solution__in=examples)
    assert set(examples.values_list("approaches", flat=True)) == set(
        Approach.objects.values_list("pk", flat=True)
    )
    assert set(claims.values_list("level", flat=True)) == {0, 1, 2, 3, 4, 5}
    assert examples.filter(claims__isnull=True).exists()
    assert set(claims.values_list("progress", flat=True)) == set(Progress.values)
    assert claims.filter(kind=ClaimKind.NOT_EFFECTIVE).exists()
    assert not examples.filter(organisation__is_example=False).exists()


@pytest.mark.django_db
def test_the_real_four_have_the_strength_that_their_source_bears(first_content):
    def strongest(slug):
        return Evidence.objects.filter(solution__slug=slug).strongest_first()[0]

    connect = strongest("hmrc-connect")
    assert (connect.level, connect.progress, connect.figure_words) == (2, "realised", "£3bn")
    camden = Evidence.objects.get(solution__slug="camden-residents-index", kind="money_saved")
    assert (camden.level, camden.progress, camden.figure_words) == (1, "on_track", "£3.4m")
    assert strongest("brent-matching-records").level == 1
    assert strongest("barking-and-dagenham-bulky-waste-gis").level == 1


@pytest.mark.django_db
def test_every_real_solution_is_a_click_from_its_source(first_content):
    real = SolutionPage.objects.filter(is_example=False)
    assert ToolPage.objects.filter(is_example=False).count() >= 10
    assert not real.filter(source_url="").exists()
    assert not real.filter(source_read_on__isnull=True).exists()
    assert not Evidence.objects.filter(solution__in=real, source_url="").exists()


@pytest.mark.django_db
def test_loading_again_changes_nothing_and_brings_nothing_back(first_content):
    gone = SolutionPage.objects.get(slug="hackney-upload")
    gone.specific.delete()
    kept = SolutionPage.objects.get(slug="planx").specific
    kept.title = "What an editor made of it"
    kept.save_revision().publish()
    before = Event.objects.count()

    call_command("setup_site", verbosity=0)
    content.load_examples()

    assert not SolutionPage.objects.filter(slug="hackney-upload").exists()
    assert SolutionPage.objects.get(slug="planx").title == "What an editor made of it"
    assert Event.objects.count() == before


@pytest.mark.django_db
def test_one_command_removes_every_example_and_nothing_else(first_content):
    real = SolutionPage.objects.filter(is_example=False).count()
    call_command("remove_examples", verbosity=0)
    assert not SolutionPage.objects.filter(is_example=True).exists()
    assert not Evidence.objects.filter(organisation__is_example=True).exists()
    assert SolutionPage.objects.count() == real
    content.load_examples()
    assert not SolutionPage.objects.filter(is_example=True).exists()


def test_content_files_parse():
    found = list(
        itertools.chain.from_iterable(
            reading.files(f) for f in ("real", "examples", "guidance", "plain")
        )
    )
    assert len(found) == len({file.slug for file in found})
    with (reading.CONTENT / "taxonomy.toml").open("rb") as handle:
        assert len(tomllib.load(handle)["approaches"]) == 6


@pytest.mark.django_db
def test_an_editor_can_save_every_page_of_first_content_as_it_is(first_content):
    for page in Page.objects.exclude(depth=1).specific():
        page.full_clean()
        if hasattr(page, "body"):
            page.body.stream_block.clean(page.body)


@pytest.mark.django_db
def test_first_content_says_that_it_is(first_content):
    assert set(
        Event.objects.filter(name="page.published").values_list("via", flat=True).distinct()
    ) == {"content"}
