"""Made-up solutions in any number: always the same, fit to be real, and gone without a trace."""

from __future__ import annotations

import re
from collections import Counter
from io import StringIO
from statistics import mean

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from taggit.models import Tag
from wagtail.models import Page

from cms.generating import making, marks, words
from cms.generating.councils import councils, on_site
from cms.generating.solutions import solution
from cms.generating.writing import Writer
from cms.models import ServiceArea, SolutionPage
from cms.models.evidence import ClaimKind
from cms.strength import Progress
from search import language
from tests.factories.catalogue import CaseStudyFactory

STORY = ("problem", "done", "changed", "went_wrong")
SAMPLE = 1_400
# What stays: events and Wagtail's log for good, withdrawn listings for a month, what search counted
# last; and what SQLite keeps of its own.
STAYS = re.compile(
    r"core_event|wagtailcore_pagelogentry|search_listing|search_db_(facet|state)|sqlite_.*|.*_fts_\w+"
)


def generate(*arguments, **options):
    out = StringIO()
    call_command("generate_solutions", *arguments, stdout=out, **options)
    return out.getvalue()


def index_for_admin():
    call_command("update_index", verbosity=0, stdout=StringIO())
    call_command("rebuild_references_index", verbosity=0, stdout=StringIO())


def row_counts():
    with connection.cursor() as cursor:
        counts = {}
        for table in connection.introspection.table_names(cursor):
            if not STAYS.fullmatch(table):
                cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608
                counts[table] = cursor.fetchone()[0]
    return counts


def told(value, key=""):
    """Every text in the blocks of a page."""
    if isinstance(value, str):
        return [] if key in ("id", "type", "state") else [value]
    if isinstance(value, dict):
        return [text for name, part in value.items() for text in told(part, name)]
    return [text for part in value for text in told(part)]


def body_of(made):
    parts = [*(made.shared[name] for name in STORY), *told(made.shared["body"])]
    return re.sub(r"<[^>]+>", " ", " ".join(parts))


# The words ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample():
    return [solution(0, number) for number in range(1, SAMPLE + 1)]


def test_a_solution_follows_from_its_seed_and_number_alone(sample):
    assert solution(0, 700) == sample[699]
    assert solution(1, 700) != sample[699]
    assert len({made.shared["summary"] for made in sample}) == SAMPLE


def test_solutions_are_as_long_as_real_ones(sample):
    lengths = [len(body_of(made).split()) for made in sample]
    assert mean(lengths) >= 250
    assert min(lengths) >= 180
    assert max(lengths) <= 500
    assert {len(made.page["title"].split()) for made in sample} <= set(range(4, 10))
    assert {len(made.shared["summary"].split()) for made in sample} <= set(range(20, 36))


def test_a_small_part_of_100_000_has_20_000_stems_already(sample):
    stems = set()
    for made in sample:
        for text in (made.page["title"], made.shared["summary"], body_of(made)):
            stems.update(language.tokens(text))
    assert len(stems) >= 20_000


def test_invented_words_are_stems_of_their_own():
    known = words.lexicon().shared
    invented = [word for sort in "nas" for word in known[sort].words[500:]]
    assert len({language.token(word.lower()) for word in invented}) >= 0.999 * len(invented)


def test_few_words_are_common_and_most_are_rare(sample):
    said = Counter(word for made in sample for word in body_of(made).lower().split())
    ranked = [number for _, number in said.most_common()]
    assert sum(ranked[:100]) > sum(ranked) / 2
    assert sum(number <= 3 for number in ranked) > len(ranked) / 2


def test_words_of_a_topic_meet_each_other(sample):
    def share(having):
        those = [made for made in sample if having(made)]
        return sum("tenanc" in body_of(made) for made in those) / len(those)

    housing = share(lambda made: made.areas[0] == "housing")
    assert housing > 4 * share(lambda made: "housing" not in made.areas)


def test_all_sorts_of_solutions_and_claims_occur(sample):
    claims = [claim for made in sample for claim in made.claims]
    assert {len(made.claims) for made in sample} == {0, 1, 2, 3, 4}
    assert {claim["kind"] for claim in claims} == set(ClaimKind.values)
    assert {claim["progress"] for claim in claims} == set(Progress.values)
    assert {claim["level"] for claim in claims} == {0, 1, 2, 3, 4, 5}
    assert {claim["status"] for claim in claims} == {"public", "draft", "withdrawn"}
    assert any("verified_by_id" in claim for claim in claims)
    assert {made.is_tool for made in sample} == {True, False}
    assert len({councils()[made.council].fields["region"] for made in sample}) == 12
    assert {made.areas[0] for made in sample} == set(words.vocabulary()["topics"])
    assert len({approach for made in sample for approach in made.approaches}) == 6


# Away with them -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_removing_leaves_every_table_as_it_was(client, moderator):
    CaseStudyFactory(title="What somebody else wrote").tags.add("maps")
    index_for_admin()
    before = row_counts()
    generate(45)
    index_for_admin()
    page = marks.made().first().specific
    page.title = "Edited since"
    page.save_revision().publish()
    assert "45 generated solutions removed" in generate(remove=True)
    assert row_counts() == before
    assert not any(Page.find_problems())


@pytest.mark.django_db
def test_a_run_that_was_broken_off_leaves_whole_batches_and_can_be_removed(monkeypatch):
    before = row_counts()
    write = Writer.write

    def fails_later(writer, seed, solutions):
        ids = write(writer, seed, solutions)
        if solutions[0].number > 1:
            raise KeyboardInterrupt
        return ids

    monkeypatch.setattr(making, "A_BATCH", 10)
    monkeypatch.setattr(Writer, "write", fails_later)
    with pytest.raises(KeyboardInterrupt):
        generate(30)
    assert marks.made().count() == 10
    assert not any(Page.find_problems())
    call_command("search_check")
    generate(remove=True)
    assert row_counts() == before
    call_command("search_check")


@pytest.mark.django_db
def test_removing_takes_nothing_that_was_not_generated():
    generate(12)
    council = on_site()[councils()[0].code]
    other = CaseStudyFactory(slug="generated-0-99", is_example=True, organisation=council)
    with pytest.raises(CommandError, match=council.name):
        generate(remove=True)
    assert list(SolutionPage.objects.filter(is_example=True)) == [other.solutionpage_ptr]
    assert list(on_site().values()) == [council]
    assert not Tag.objects.filter(slug__startswith=marks.TAG_SLUG).exists()


@pytest.mark.django_db
def test_removing_the_examples_removes_what_was_generated_too():
    generate(12)
    call_command("remove_examples", stdout=StringIO())
    assert not SolutionPage.objects.filter(is_example=True).exists()
    assert not on_site()
    generate(3)
    assert marks.made().count() == 3


# The command --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_real_site_is_asked_first(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="--on-this-real-site"):
        generate(3)
    assert not marks.made().exists()
    generate(3, on_this_real_site=True)
    assert marks.made().count() == 3
    generate(remove=True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "options", [{}, {"number": 0}, {"number": 3, "seed": -1}, {"number": 3, "remove": True}]
)
def test_what_makes_no_sense_is_refused(options):
    with pytest.raises(CommandError):
        generate(**options)


@pytest.mark.django_db
def test_a_site_without_vocabularies_is_told_what_to_do():
    ServiceArea.objects.all().delete()
    with pytest.raises(CommandError, match="setup_site"):
        generate(3)


@pytest.mark.django_db
def test_nobody_watches_and_nothing_is_drawn(capsys):
    assert generate(3, verbosity=0) == ""
    assert generate(remove=True, verbosity=0) == ""
    assert capsys.readouterr().err == ""
