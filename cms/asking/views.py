"""Asking about a solution, saying what is wrong with its page, and the pages on which it is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages as said
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.asking import names, queries, rules, services
from cms.asking.forms import AnswerForm, CorrectionForm, QuestionForm
from cms.asking.models import Message
from cms.models.solutions import SolutionPage
from marketplace.core import clock
from marketplace.core.actor import actor_of
from marketplace.core.limits import Limit, is_over
from marketplace.organisations.middleware import current_membership
from marketplace.organisations.models import Membership

READ_OR_POST = ["GET", "HEAD", "POST"]
SENT = Limit("message", 20, 3_600)
TOO_MANY = "Too many messages came from your network within an hour. Try again in an hour."
A_PAGE = 25


@never_cache
@require_http_methods(READ_OR_POST)
@login_required
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """A question about a solution, to its council or to the moderators."""
    page = _found(queries.solution_to_ask_about(pk))
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        message = _sent(
            request,
            form,
            lambda: services.ask_question(
                solution_id=page.pk, actor=actor_of(request), **form.cleaned_data
            ),
        )
        if message is not None:
            said.success(request, "Your question is sent. You get a mail when it is answered.")
            return redirect("message", message.pk)
    answerer = queries.answerer_of(page, today=clock.today())
    return _form(request, "cms/asking/ask.html", page, form, answerer=answerer)


@never_cache
@require_http_methods(READ_OR_POST)
@login_required
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """What is wrong on a solution's page, to the moderators."""
    page = _found(queries.solution_to_write_about(pk))
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        message = _sent(
            request,
            form,
            lambda: services.send_correction(
                solution_id=page.pk, actor=actor_of(request), **form.cleaned_data
            ),
        )
        if message is not None:
            said.success(request, "Thank you. You get a mail when a moderator has looked at it.")
            return redirect("message", message.pk)
    return _form(request, "cms/asking/correct.html", page, form)


@never_cache
@require_safe
@login_required
def messages(request: HttpRequest) -> HttpResponse:
    """What somebody asked or found wrong, and what their councils are asked."""
    organisations = [each.organisation_id for each in _held(request)]
    found = queries.messages_for(_signed_in(request), organisations)
    listed = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    rows = [(each, names.asker_of(each)) for each in listed]
    return render(request, "cms/asking/messages.html", {"listed": listed, "rows": rows})


@never_cache
@require_http_methods(READ_OR_POST)
@login_required
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message with its answers, for whoever wrote it or deals with it; they answer here."""
    found = _seen(request, pk)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not rules.may_answer(found, request.user, _held(request)):
            raise PermissionDenied
        if form.is_valid() and _answered(request, form, found):
            said.success(request, "Your answer is sent to whoever asked.")
            return redirect("message", pk)
    return render(request, "cms/asking/message.html", _told(request, found, form))


@never_cache
@require_POST
@login_required
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a question with its answers, hide it, take the agreement back, or close it."""
    found = _seen(request, pk)
    deed = _deeds(request, found).get(request.POST.get("do", ""))
    if deed is not None:
        if not deed.may:
            raise PermissionDenied
        try:
            deed.do()
            said.success(request, deed.words)
        except services.MessageRefused as refused:
            said.error(request, str(refused))
    return redirect("message", pk)


@dataclass(frozen=True)
class Deed:
    """What a button does: whether this person may, and what is said once it is done."""

    may: bool
    do: Callable[[], object]
    words: str


def _deeds(request: HttpRequest, found: Message) -> dict[str, Deed]:
    held, user = _held(request), request.user
    on: dict[str, Any] = {"message_id": found.pk, "actor": actor_of(request)}
    return {
        "publish": Deed(
            rules.may_publish(found, user, held),
            lambda: services.publish_answers(**on),
            "The question and its answer are on the page, without the name of whoever asked.",
        ),
        "hide": Deed(
            rules.may_hide(found, user, held),
            lambda: services.hide_answers(**on),
            "The question is no longer on the page.",
        ),
        "withdraw": Deed(
            rules.may_withdraw_agreement(found, user),
            lambda: services.hide_answers(**on, take_back_agreement=True),
            "Your question is not shown to others.",
        ),
        "close": Deed(
            rules.may_close(found, user),
            lambda: services.close_question(**on),
            "The question is closed, and whoever asked gets a mail that says so.",
        ),
    }


def _sent(request: HttpRequest, form: forms.Form, send: Callable[[], Message]) -> Message | None:
    """What was sent, or None with the reason in the form: nothing typed is lost."""
    if is_over(SENT, request):
        form.add_error(None, TOO_MANY)
        return None
    try:
        return send()
    except services.MessageRefused as refused:
        form.add_error(None, str(refused))
        return None


def _answered(request: HttpRequest, form: AnswerForm, message: Message) -> bool:
    page = message.solution
    for_council = page is not None and rules.may_answer_for_council(message, _held(request))
    try:
        services.answer_question(
            message_id=message.pk,
            text=form.cleaned_data["text"],
            organisation_id=page.organisation_id if page and for_council else None,
            actor=actor_of(request),
        )
    except services.MessageRefused as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _told(request: HttpRequest, message: Message, form: AnswerForm) -> dict[str, Any]:
    user, held = request.user, _held(request)
    return {
        "message": message,
        "asker": names.asker_of(message),
        "is_yours": message.asker_id == user.pk,
        "answers": [(each, names.speaker_of(each)) for each in message.answers.all()],
        "form": form,
        "may_answer": rules.may_answer(message, user, held) and not queries.is_full(message),
        "for_council": rules.may_answer_for_council(message, held),
        "may_decide": rules.may_decide(message, user, held),
        "may_publish": rules.may_publish(message, user, held) and message.solution_id is not None,
        "may_hide": rules.may_hide(message, user, held),
        "may_withdraw": rules.may_withdraw_agreement(message, user),
        "may_close": rules.may_close(message, user),
        "may_moderate": rules.may_moderate(user),
    }


def _form(
    request: HttpRequest, template: str, page: SolutionPage, form: forms.Form, **more: Any
) -> HttpResponse:
    told = {
        "solution": page,
        "form": form,
        "named": names.name_of(request.user),
        "acting_for": current_membership(request),
        "nameless": names.name_of(request.user) == names.NAMELESS,
        "made_up": queries.is_made_up(page),
        **more,
    }
    return render(request, template, told)


def _found(page: SolutionPage | None) -> SolutionPage:
    if page is None:
        raise Http404("Nobody can write about such a page.")
    return page


def _seen(request: HttpRequest, pk: int) -> Message:
    """The message, for whom it concerns; to everybody else there is none."""
    found = queries.message(pk)
    if found is None or not rules.may_see(found, request.user, _held(request)):
        raise Http404("There is no such message.")
    return found


def _signed_in(request: HttpRequest) -> int:
    """The number of whoever is signed in."""
    number: Any = request.user.pk
    return int(number)


def _held(request: HttpRequest) -> list[Membership]:
    memberships: list[Membership] = request.memberships  # type: ignore[attr-defined]
    return memberships
