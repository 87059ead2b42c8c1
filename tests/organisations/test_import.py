"""Importing the public register: facts change, slugs do not, and a second time nothing does."""

import datetime as dt
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.core import clock
from marketplace.core.actor import SYSTEM
from marketplace.core.models import Event
from marketplace.core.signals import findable_changed
from marketplace.organisations import services
from marketplace.organisations.models import Council, EmailDomain, Organisation
from marketplace.organisations.register.reader import read_register
from marketplace.organisations.services import register
from tests.core.servers import says, web_server
from tests.factories.organisations import CouncilFactory, VendorFactory
from tests.organisations.register_files import COLUMNS, TODAY, as_csv, cells, ended

pytestmark = pytest.mark.django_db

REAL = Path(__file__).parents[3] / "shared/data/councils/uk_local_authorities_future.csv"


def bring_in(*rows, **how):
    reading = read_register(as_csv(*rows, **how), today=TODAY)
    return services.import_register(rows=reading.rows, today=TODAY, actor=SYSTEM)


def command(path):
    out = StringIO()
    with clock.stopped_at(dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)):
        call_command("import_councils", str(path), stdout=out)
    return out.getvalue()


def everything():
    """All that the register says, and to whom it leads."""
    fields = [each.attname for each in Council._meta.concrete_fields]
    fields = [name for name in fields if name not in {"id", "organisation_ptr_id"}]
    councils = sorted(Council.objects.values_list(*fields))
    links = sorted(Council.objects.values_list("code", "successors__code"), key=str)
    return councils, links


def test_councils_come_with_what_the_register_says():
    outcome = bring_in(cells("QQQ", gss_code="E09000007", local_authority_type="LBO"))
    council = Council.objects.get()
    assert (outcome.created, outcome.updated, outcome.unchanged) == (1, 0, 0)
    assert (council.slug, council.kind, council.type) == ("qqqham", "council", "london_borough")
    assert (council.population, council.population_year) == (214107, 2020)
    assert council.area_km2 == Decimal("36.00")


def test_the_second_time_nothing_is_written():
    rows = [cells("A"), cells("B"), ended("C", replaced_by="A,B"), ended("D")]
    bring_in(*rows)
    held, events = everything(), Event.objects.count()
    with CaptureQueriesContext(connection) as asked:
        outcome = bring_in(*rows)
    writes = [
        query["sql"]
        for query in asked.captured_queries
        if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
    ]
    assert writes == []
    assert (outcome.unchanged, outcome.linked, outcome.changed) == (4, 0, set())
    assert (everything(), Event.objects.count()) == (held, events)


def test_a_changed_fact_is_updated_and_the_slug_stays():
    bring_in(cells("A"))
    outcome = bring_in(cells("A", nice_name="Otherton", pop_2020="9"))
    council = Council.objects.get()
    assert (outcome.updated, council.slug, council.short_name) == (1, "aham", "Otherton")
    event = Event.objects.about("council", council.pk).last()
    assert (event.name, event.before["population"], event.after["population"]) == (
        "council.changed",
        214107,
        9,
    )
    assert event.after["changed"] == ["population", "short_name"]


def test_a_blank_erases_nothing():
    bring_in(cells("A", gss_code="E06000001"))
    blank = dict.fromkeys(
        ("gss_code", "start_date", "region", "area", "pop_2020", "lat", "long"), ""
    )
    before = everything()
    assert bring_in(cells("A", **blank)).unchanged == 1
    assert everything() == before


def test_an_ended_council_is_marked_and_leads_to_its_successors():
    bring_in(cells("CMA"))
    outcome = bring_in(cells("CBD"), cells("WAF"), ended("CMA", replaced_by="CBD,WAF"))
    cumbria = Council.objects.get(code="CMA")
    assert (outcome.created, outcome.ended, outcome.linked) == (2, 1, 2)
    assert cumbria.end_date == dt.date(2023, 4, 1)
    assert {each.code for each in cumbria.successors.all()} == {"CBD", "WAF"}
    names = [event.name for event in Event.objects.about("council", cumbria.pk)]
    assert names == ["council.added", "council.ended", "council.succeeded"]


def test_a_council_that_the_register_says_exists_is_no_longer_ended():
    bring_in(ended("A"))
    bring_in(cells("A"))
    assert Council.objects.get().end_date is None


def test_successors_are_put_right_but_not_by_a_blank_or_a_stranger():
    bring_in(cells("X"), cells("Y"), ended("A", replaced_by="X"))
    bring_in(cells("X"), cells("Y"), ended("A"))
    assert [each.code for each in Council.objects.get(code="A").successors.all()] == ["X"]
    outcome = bring_in(cells("X"), cells("Y"), ended("A", replaced_by="NOBODY"))
    assert [each.code for each in Council.objects.get(code="A").successors.all()] == ["X"]
    (problem,) = outcome.problems
    assert (problem.line, problem.used) == (4, True)
    assert "“NOBODY” is neither in the file nor on the site" in problem.reason
    outcome = bring_in(cells("X"), cells("Y"), ended("A", replaced_by="Y"))
    assert (outcome.linked, outcome.unlinked) == (1, 1)


def test_a_council_is_found_by_its_gss_code_where_its_own_has_changed():
    council = CouncilFactory(code="OLD", gss_code="E06000001", slug="here")
    outcome = bring_in(cells("NEW", gss_code="E06000001"))
    council.refresh_from_db()
    assert (outcome.created, council.code, council.slug) == (0, "NEW", "here")


def test_a_boundary_that_two_councils_share_finds_neither():
    CouncilFactory(code="OLD", gss_code="E06000001")
    outcome = bring_in(cells("N1", gss_code="E06000001"), cells("N2", gss_code="E06000001"))
    assert (outcome.created, outcome.left_alone) == (2, 1)


def test_what_the_site_knows_better_stays():
    council = CouncilFactory(
        code="A",
        website="https://a.example",
        start_date=dt.date(1965, 4, 1),
        population=5,
        population_year=2024,
    )
    EmailDomain.objects.create(organisation=council, domain="a.example")
    bring_in(cells("A"))
    council.refresh_from_db()
    assert (council.website, council.start_date) == ("https://a.example", dt.date(1965, 4, 1))
    assert (council.population, council.population_year) == (5, 2024)
    assert council.email_domains.count() == 1


def test_a_council_that_the_file_does_not_name_is_left_alone_and_counted():
    CouncilFactory(code="ELSE")
    CouncilFactory(code="EX1", is_example=True)
    assert bring_in(cells("A")).left_alone == 1
    assert Council.objects.count() == 3


def test_a_made_up_council_is_never_taken_for_a_real_one():
    example = CouncilFactory(code="A", is_example=True, name="Made up")
    outcome = bring_in(cells("A"), cells("B"))
    example.refresh_from_db()
    assert example.name == "Made up"
    assert [problem.line for problem in outcome.problems] == [2]


def test_an_end_before_the_start_that_the_site_holds_is_a_problem_of_that_row():
    CouncilFactory(code="A", start_date=dt.date(2024, 1, 1))
    outcome = bring_in(ended("A", start_date=""), cells("B"))
    assert (outcome.created, outcome.problems[0].line) == (1, 2)
    assert "before its start on 2024-01-01" in outcome.problems[0].reason


def test_an_ended_council_of_the_same_name_gets_the_year_of_its_end():
    rows = [
        ended("N1", nice_name="North Riding"),
        cells("N2", nice_name="North Riding"),
        cells("N3", nice_name="North Riding"),
        ended("N4", nice_name="North Riding"),
    ]
    bring_in(*rows)
    assert dict(Council.objects.values_list("code", "slug")) == {
        "N2": "north-riding",
        "N3": "north-riding-n3",
        "N1": "north-riding-until-2023",
        "N4": "north-riding-n4",
    }


def test_a_slug_that_a_supplier_has_is_not_taken():
    VendorFactory(slug="aham")
    bring_in(cells("A"))
    assert Council.objects.get().slug == "aham-a"


def test_the_starter_register_and_an_import_agree_on_slugs_whichever_comes_first():
    bring_in(cells("BST", nice_name="City of Bristol"), cells("ZZZ", nice_name="Camden"))
    services.load_starter_register(actor=SYSTEM)
    assert Council.objects.get(slug="bristol").code == "BST"
    assert Council.objects.get(slug="camden").code == "CMD"
    assert Council.objects.get(code="ZZZ").slug == "camden-zzz"
    assert Council.objects.get(code="BST").website == "https://www.bristol.gov.uk"


def test_what_changed_is_said_once():
    heard = []

    def hear(kind, ids, **kwargs):
        heard.append((kind, ids))

    bring_in(cells("A"), cells("B"))
    findable_changed.connect(hear)
    try:
        bring_in(cells("A", pop_2020="7"), cells("B"))
    finally:
        findable_changed.disconnect(hear)
    assert ("council", frozenset({Council.objects.get(code="A").pk})) in heard
    assert Council.objects.get(code="B").pk not in {number for _, ids in heard for number in ids}


ROWS = [
    cells("AA", nice_name="Same", gss_code="E06000001"),
    cells("BB", nice_name="Same", pop_2020="many"),
    ended("CC", nice_name="Same", replaced_by="AA,BB"),
    ended("DD", nice_name="Same", replaced_by="CC,NOBODY"),
    cells("EE", nation="Narnia"),
    cells("FF", area="11"),
    cells("FF", area="12"),
]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.permutations(ROWS), columns=st.permutations(COLUMNS))
def test_the_order_of_rows_and_columns_decides_nothing(rows, columns):
    Council.objects.all().delete()
    Organisation.objects.all().delete()
    bring_in(*ROWS)
    wanted = everything()
    Council.objects.all().delete()
    Organisation.objects.all().delete()
    bring_in(*rows, columns=tuple(columns))
    assert everything() == wanted


# The command --------------------------------------------------------------------------------------


def test_the_command_counts_and_names_each_line(tmp_path):
    path = tmp_path / "register.csv"
    path.write_bytes(
        as_csv(cells("A"), cells("B", nation="Narnia"), ended("C", replaced_by="A,Q", pop_2020="x"))
    )
    said = command(path)
    assert "2 created, 0 updated, 0 unchanged, 1 ended, 1 linked, 1 unusable." in said
    assert "Line 3: nation “Narnia” is unknown" in said
    assert "the row is not used" in said
    assert "Line 4: pop-2020 “x” is not a number; that value is left out." in said
    assert "Line 4: replaced-by “Q” is neither in the file nor on the site" in said
    assert "The site now holds councils: 1 current, 1 ended." in said
    assert "0 created, 0 updated, 2 unchanged, 0 ended, 0 linked, 1 unusable." in command(path)


@pytest.mark.parametrize(
    "data", [b"", b"a,b\n1,2\n", as_csv(cells("A"), cells("B"))[:-25], b"\xff\xfe\x00", None]
)
def test_a_broken_file_changes_nothing_and_says_why(tmp_path, data):
    bring_in(cells("A", pop_2020="5"))
    path = tmp_path / "register.csv"
    if data is not None:
        path.write_bytes(data)
    held, events = everything(), Event.objects.count()
    with pytest.raises(CommandError, match=r"register\.csv: .*\. Nothing was changed\.$"):
        command(path)
    assert (everything(), Event.objects.count()) == (held, events)


def test_a_failure_midway_takes_everything_back(monkeypatch):
    record = register.record

    def fail_at_the_last(name, **kwargs):
        if name == "council.succeeded":
            raise RuntimeError("power cut")
        return record(name, **kwargs)

    monkeypatch.setattr(register, "record", fail_at_the_last)
    with pytest.raises(RuntimeError):
        bring_in(cells("A"), ended("B", replaced_by="A"))
    assert not Council.objects.exists()
    assert not Event.objects.filter(thing="council").exists()


@pytest.mark.skipif(not REAL.exists(), reason="the public register is not beside the checkout")
def test_the_real_register_gives_397_current_and_73_ended_councils():
    services.load_starter_register(actor=SYSTEM)
    slugs = set(Council.objects.values_list("slug", flat=True))
    said = command(REAL)
    assert "73 ended, 50 linked, 0 unusable." in said
    assert "The site now holds councils: 397 current, 73 ended." in said
    assert Council.objects.count() == 470
    assert slugs <= set(Council.objects.values_list("slug", flat=True))
    assert Council.objects.get(code="NYK").slug == "north-yorkshire-until-2023"
    assert Council.objects.get(code="CMA").successors.count() == 2
    ended_alone = Council.objects.filter(end_date__isnull=False, successors__isnull=True)
    assert ended_alone.count() == 25
    held, events = everything(), Event.objects.count()
    assert "0 created, 0 updated, 470 unchanged, 0 ended, 0 linked, 0 unusable." in command(REAL)
    assert (everything(), Event.objects.count()) == (held, events)


def test_the_file_can_be_fetched_from_its_address(settings):
    settings.FETCH_FROM_LOOPBACK = True
    with web_server({"/register.csv": says(as_csv(cells("ABC")))}) as at:
        out = StringIO()
        call_command("import_councils", f"{at}/register.csv", stdout=out)
    assert "1 created" in out.getvalue()
    assert Council.objects.filter(code="ABC").exists()


def test_an_address_that_is_not_called_changes_nothing():
    with pytest.raises(CommandError, match=r"starts with https://\. Nothing was changed"):
        call_command("import_councils", "ftp://example.org/register.csv")
