"""Whatever a service writes, it writes with its event: both are there, or neither is.

Each public function of each services.py has an entry in CASES: what makes ready for it, the call,
and the events that it records. One without an entry fails.
"""

from __future__ import annotations

import datetime as dt
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from wagtail.models import WorkflowState

import cms
import marketplace
from cms import services as claims
from cms.asking import services as asking
from cms.models import PubliccodeSource
from cms.publiccode import services as tools
from cms.publiccode.validating import read_publiccode
from marketplace.accounts import services as accounts
from marketplace.accounts.privacy import services as privacy
from marketplace.core.actor import Actor
from marketplace.core.models import Event
from marketplace.notifications import services as mails
from marketplace.organisations import services as organisations
from marketplace.organisations.register.reader import read_register
from tests.cms.publiccode.files import RIGHT
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.asking import AnswerFactory, CorrectionFactory, QuestionFactory
from tests.factories.catalogue import CaseStudyFactory, ClaimFactory
from tests.factories.mail import MailFactory
from tests.factories.organisations import CouncilFactory, VendorFactory
from tests.organisations import service_cases as organisation_cases
from tests.organisations.register_files import TODAY, as_csv, cells, ended

pytestmark = pytest.mark.django_db

ACTOR = Actor(user_id=77, organisation_id=None, via="site", request_id="abcdef0123456789")
OURS = (
    "core", "accounts", "account", "organisations", "notifications", "cms", "auth", "wagtailcore",
    "mfa",
)  # fmt: skip

Call = Callable[[], Any]


# What makes ready for each service, and the call -------------------------------------------------


def register_person() -> Call:
    return lambda: accounts.register_person(
        email="new@council.example", name="New", password=PASSWORD, groups=["Editors"], actor=ACTOR
    )


def change_person() -> Call:
    person = UserFactory()
    return lambda: accounts.change_person(
        user_id=person.pk, email="other@council.example", name="Other", groups=["Moderators"],
        is_active=True, is_superuser=False, password=PASSWORD + "!", actor=ACTOR,
    )  # fmt: skip


def change_profile() -> Call:
    person = UserFactory()
    return lambda: accounts.change_profile(user_id=person.pk, name="Other", actor=ACTOR)


def remove_second_steps() -> Call:
    person = UserFactory(app=True)
    return lambda: accounts.remove_second_steps(user_id=person.pk, actor=ACTOR)


def close_account() -> Call:
    person = UserFactory()
    return lambda: accounts.close_account(user_id=person.pk, actor=ACTOR)


def reopen_account() -> Call:
    person = UserFactory(is_active=False)
    return lambda: accounts.reopen_account(user_id=person.pk, actor=ACTOR)


def erase_person() -> Call:
    person = UserFactory(app=True)
    return lambda: privacy.erase_person(user_id=person.pk, actor=ACTOR)


def import_register() -> Call:
    """One council is added, one changes, one ends and is succeeded."""
    CouncilFactory(code="ABC", name="Something else", gss_code="")
    CouncilFactory(code="OLD", end_date=None)
    file = as_csv(cells("ABC"), cells("NEW"), ended("OLD", replaced_by="NEW"))
    rows = read_register(file, today=TODAY).rows
    return lambda: organisations.import_register(rows=rows, today=TODAY, actor=ACTOR)


def load_starter_register() -> Call:
    return lambda: organisations.load_starter_register(actor=ACTOR)


def load_example_councils() -> Call:
    return lambda: organisations.load_example_councils(actor=ACTOR)


def remove_example_organisations() -> Call:
    CouncilFactory(is_example=True)
    VendorFactory(is_example=True)
    return lambda: organisations.remove_example_organisations(actor=ACTOR)


def add_vendor() -> Call:
    return lambda: organisations.add_vendor(
        name="Newsoft Ltd", short_name="Newsoft", slug="newsoft", actor=ACTOR
    )


def add_member() -> Call:
    person, council = UserFactory(), CouncilFactory()
    return lambda: organisations.add_member(
        user_id=person.pk, organisation_id=council.pk, actor=ACTOR
    )


def requeue_mail() -> Call:
    mail = MailFactory(state="failed")
    return lambda: mails.requeue_mail(mail_id=mail.pk, actor=ACTOR)


def add_claim() -> Call:
    page = CaseStudyFactory()
    return lambda: claims.add_claim(
        solution_id=page.pk, organisation=page.organisation, statement="It saved time",
        kind="time_saved", progress="realised", source_name="Cabinet report", actor=ACTOR,
    )  # fmt: skip


def revise_claim() -> Call:
    claim = ClaimFactory()
    return lambda: claims.revise_claim(claim_id=claim.pk, statement="It saved more", actor=ACTOR)


def _workflow(page: Any) -> WorkflowState:
    return page.get_workflow().start(page, UserFactory(groups=["Editors"]))


def submit_claims() -> Call:
    page = CaseStudyFactory()
    state = _workflow(page)
    ClaimFactory(solution=page, status="draft")
    return lambda: claims.submit_claims(solution_id=page.pk, workflow_state=state, actor=ACTOR)


def _submitted() -> tuple[Any, WorkflowState]:
    page = CaseStudyFactory()
    state = _workflow(page)
    ClaimFactory(solution=page, status="in_review", submitted_with=state)
    ClaimFactory(solution=page, status="in_review", submitted_with=state)
    return page, state


def publish_claims() -> Call:
    _, state = _submitted()
    return lambda: claims.publish_claims(workflow_state=state, actor=ACTOR)


def return_claims() -> Call:
    _, state = _submitted()
    return lambda: claims.return_claims(workflow_state=state, actor=ACTOR)


def publish_waiting_claims() -> Call:
    page, state = _submitted()
    WorkflowState.objects.filter(pk=state.pk).update(status=WorkflowState.STATUS_APPROVED)
    return lambda: claims.publish_waiting_claims(solution_id=page.pk, actor=ACTOR)


def discard_claim() -> Call:
    claim = ClaimFactory(status="draft")
    return lambda: claims.discard_claim(claim_id=claim.pk, actor=ACTOR)


def publish_claim() -> Call:
    claim = ClaimFactory(status="draft")
    return lambda: claims.publish_claim(claim_id=claim.pk, actor=ACTOR)


def withdraw_claim() -> Call:
    claim = ClaimFactory()
    return lambda: claims.withdraw_claim(claim_id=claim.pk, actor=ACTOR)


def verify_claim() -> Call:
    claim, other = ClaimFactory(), CouncilFactory()
    return lambda: claims.verify_claim(
        claim_id=claim.pk, verified_by_id=other.pk, actor=ACTOR, on=dt.date(2026, 2, 1)
    )


def confirm_claim() -> Call:
    claim = ClaimFactory()
    return lambda: claims.confirm_claim(claim_id=claim.pk, actor=ACTOR, on=dt.date(2026, 2, 1))


ADDRESS = "https://raw.example/publiccode.yml"


def import_tool() -> Call:
    UserFactory(pk=ACTOR.user_id)  # Wagtail logs what people do that there are
    reading = read_publiccode(RIGHT.encode())
    return lambda: tools.import_tool(reading=reading, actor=ACTOR)


def register_repository() -> Call:
    tools.import_tool(reading=read_publiccode(RIGHT.encode()), address=ADDRESS, actor=ACTOR)
    return lambda: tools.register_repository(address=ADDRESS, live=False, actor=ACTOR)


def forget_repository() -> Call:
    register_repository()()
    source = PubliccodeSource.objects.get()
    return lambda: tools.forget_repository(source_id=source.pk, actor=ACTOR)


def ask_question() -> Call:
    UserFactory(pk=ACTOR.user_id)
    page = CaseStudyFactory()
    return lambda: asking.ask_question(
        solution_id=page.pk, text="How long did it take?", may_be_shown=True, actor=ACTOR
    )


def send_correction() -> Call:
    UserFactory(pk=ACTOR.user_id)
    page = CaseStudyFactory()
    return lambda: asking.send_correction(
        solution_id=page.pk, part="link", text="The link leads nowhere.", actor=ACTOR
    )


def answer_question() -> Call:
    UserFactory(pk=ACTOR.user_id)
    question = QuestionFactory()
    return lambda: asking.answer_question(
        message_id=question.pk, text="Four months.", organisation_id=None, actor=ACTOR
    )


def publish_answers() -> Call:
    answer = AnswerFactory()
    return lambda: asking.publish_answers(message_id=answer.message_id, actor=ACTOR)


def hide_answers() -> Call:
    question = QuestionFactory(state="public")
    return lambda: asking.hide_answers(message_id=question.pk, actor=ACTOR)


def close_question() -> Call:
    question = QuestionFactory()
    return lambda: asking.close_question(message_id=question.pk, actor=ACTOR)


def settle_correction() -> Call:
    UserFactory(pk=ACTOR.user_id)
    correction = CorrectionFactory()
    return lambda: asking.settle_correction(
        message_id=correction.pk, put_right=True, note="It is put right now.", actor=ACTOR
    )


def forget_asker() -> Call:
    question = QuestionFactory()
    return lambda: asking.forget_person(user_id=question.asker_id, actor=ACTOR)


CASES: dict[str, tuple[Callable[[], Call], set[str]]] = {
    "marketplace.accounts.services.register_person": (register_person, {"person.registered"}),
    "marketplace.accounts.services.change_person": (change_person, {"person.changed"}),
    "marketplace.accounts.services.change_profile": (change_profile, {"person.profile_changed"}),
    "marketplace.accounts.services.remove_second_steps": (
        remove_second_steps,
        {"person.factor_removed"},
    ),
    "marketplace.accounts.services.close_account": (close_account, {"person.closed"}),
    "marketplace.accounts.services.reopen_account": (reopen_account, {"person.reopened"}),
    "marketplace.accounts.privacy.services.erase_person": (
        erase_person,
        {"person.erased", "person.factor_removed"},
    ),
    "marketplace.organisations.services.import_register": (
        import_register,
        {"council.added", "council.changed", "council.ended", "council.succeeded"},
    ),
    "marketplace.organisations.services.load_starter_register": (
        load_starter_register,
        {"council.added", "council.domains_added", "register.loaded"},
    ),
    "marketplace.organisations.services.load_example_councils": (
        load_example_councils,
        {"council.added", "council.domains_added"},
    ),
    "marketplace.organisations.services.remove_example_organisations": (
        remove_example_organisations,
        {"council.removed", "vendor.removed", "examples.removed"},
    ),
    "marketplace.organisations.services.add_vendor": (add_vendor, {"vendor.added"}),
    "marketplace.organisations.services.add_member": (add_member, {"member.added"}),
    **organisation_cases.CASES,
    "marketplace.notifications.services.requeue_mail": (requeue_mail, {"mail.requeued"}),
    "cms.asking.services.ask_question": (ask_question, {"question.asked"}),
    "cms.asking.services.send_correction": (send_correction, {"correction.sent"}),
    "cms.asking.services.answer_question": (answer_question, {"question.answered"}),
    "cms.asking.services.publish_answers": (publish_answers, {"answer.published"}),
    "cms.asking.services.hide_answers": (hide_answers, {"answer.hidden"}),
    "cms.asking.services.close_question": (close_question, {"question.closed"}),
    "cms.asking.services.settle_correction": (settle_correction, {"correction.settled"}),
    "cms.asking.services.forget_person": (forget_asker, {"messages.forgotten"}),
    "cms.publiccode.services.import_tool": (import_tool, {"tool.imported", "page.created"}),
    "cms.publiccode.services.register_repository": (
        register_repository,
        {"publiccode.registered"},
    ),
    "cms.publiccode.services.forget_repository": (forget_repository, {"publiccode.forgotten"}),
    "cms.services.add_claim": (add_claim, {"claim.added"}),
    "cms.services.revise_claim": (revise_claim, {"claim.revised"}),
    "cms.services.submit_claims": (submit_claims, {"claim.submitted"}),
    "cms.services.publish_claims": (publish_claims, {"claim.published"}),
    "cms.services.return_claims": (return_claims, {"claim.returned"}),
    "cms.services.publish_waiting_claims": (publish_waiting_claims, {"claim.published"}),
    "cms.services.discard_claim": (discard_claim, {"claim.discarded"}),
    "cms.services.publish_claim": (publish_claim, {"claim.published"}),
    "cms.services.withdraw_claim": (withdraw_claim, {"claim.withdrawn"}),
    "cms.services.verify_claim": (verify_claim, {"claim.verified"}),
    "cms.services.confirm_claim": (confirm_claim, {"claim.confirmed"}),
}


# The services there are ---------------------------------------------------------------------------


def services() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function that a module called services defines, or one in a package of that
    name, as it is called from without."""
    for package in (marketplace, cms):
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            package, is_services, _ = f"{found.name}.".partition(".services.")
            if not is_services:
                continue
            module = importlib.import_module(found.name)
            for name, function in inspect.getmembers(module, inspect.isfunction):
                if function.__module__ == found.name and not name.startswith("_"):
                    yield f"{package}.services.{name}", function


SERVICES = dict(services())


def test_every_service_has_its_case_here():
    assert set(SERVICES) == set(CASES)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_takes_an_actor_and_nothing_by_place(name):
    parameters = inspect.signature(SERVICES[name]).parameters
    assert parameters["actor"].annotation == "Actor"
    assert parameters["actor"].default is inspect.Parameter.empty
    by_place = {inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD}
    assert not [p.name for p in parameters.values() if p.kind in by_place]


# Both or neither ----------------------------------------------------------------------------------


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables that a service may write."""
    models = [m for label in OURS for m in apps.get_app_config(label).get_models(True)]
    return {m._meta.label: sorted(m._base_manager.values_list(), key=repr) for m in models}


class Undo(Exception):
    """Ends a trial."""


class NoLuck(Exception):
    """The event could not be written."""


def tried(call: Call) -> tuple[list[Event], bool]:
    """Call and take everything back; returns the events that it wrote, and whether it changed
    anything beside them."""
    before, seen = everything(), set(Event.objects.values_list("pk", flat=True))
    written: list[Event] = []
    changed = False
    try:
        with transaction.atomic():
            call()
            written = list(Event.objects.exclude(pk__in=seen).order_by("pk"))
            after = everything()
            changed = {**after, "core.Event": 0} != {**before, "core.Event": 0}
            raise Undo
    except Undo:
        pass
    return written, changed


@pytest.mark.parametrize("name", CASES)
def test_a_service_writes_with_its_event_or_not_at_all(name, monkeypatch):
    make_ready, expected = CASES[name]
    call = make_ready()
    before = everything()

    events, changed = tried(call)
    assert changed
    assert {event.name for event in events} == expected
    for event in events:
        assert (event.actor_id, event.via, event.request_id) == (77, "site", ACTOR.request_id)
    assert everything() == before

    save = Event.save
    for number in {1, len(events)}:
        left = [number]

        def save_or_fail(self: Event, *args: Any, left: list[int] = left, **kwargs: Any) -> None:
            left[0] -= 1
            if left[0] == 0:
                raise NoLuck
            save(self, *args, **kwargs)

        monkeypatch.setattr(Event, "save", save_or_fail)
        with pytest.raises(NoLuck):
            call()
        monkeypatch.setattr(Event, "save", save)
        assert everything() == before, f"what was written before event {number} stayed"
