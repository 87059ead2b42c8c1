"""Domains of councils' work addresses: proposed, confirmed, refused."""

from __future__ import annotations

from django.db import transaction

from marketplace.core import clock
from marketplace.core.actor import Actor
from marketplace.core.events import record
from marketplace.core.models import Audience
from marketplace.organisations import domains, letters, rules
from marketplace.organisations.locks import locked_council, locked_organisation
from marketplace.organisations.models import (
    DomainState,
    EmailDomain,
    Membership,
    OrganisationKind,
)
from marketplace.organisations.queries import moderating
from marketplace.organisations.refusals import DomainRefused


def propose_domain(*, council_id: int, domain: str, actor: Actor) -> EmailDomain:
    """Put a domain down as a council's, to be confirmed. One that was refused is to be confirmed
    anew; one that is there is left as it is.

    Raises DomainRefused for gov.uk and the like, for free mail, and for what is no domain.
    """
    domain = domains.normal(domain)
    if why := rules.why_no_domain(domain):
        raise DomainRefused(why)
    with transaction.atomic():
        council = locked_council(council_id)
        found = EmailDomain.objects.filter(organisation=council, domain__iexact=domain).first()
        if found is not None:
            if found.state == DomainState.REFUSED:
                _set_state(found, DomainState.PROPOSED, actor)
            return found
        found = EmailDomain.objects.create(organisation=council, domain=domain)
        _tell("council.domain_proposed", found, actor)
    return found


def confirm_domain(*, domain_id: int, actor: Actor) -> EmailDomain:
    """From now on addresses of the domain may ask to join the council. Those who have confirmed one
    already are told. Safe to repeat.

    Raises DomainRefused for gov.uk and the like and for free mail.
    """
    with transaction.atomic():
        found = _held(domain_id)
        if found.state == DomainState.CONFIRMED:
            return found
        if why := rules.why_no_domain(domains.normal(found.domain)):
            raise DomainRefused(why)
        _set_state(found, DomainState.CONFIRMED, actor)
        _welcome_those_there(found)
    return found


def refuse_domain(*, domain_id: int, actor: Actor) -> EmailDomain:
    """The domain is not the council's, and admits nobody any more. Who belongs already stays. Safe
    to repeat."""
    with transaction.atomic():
        found = _held(domain_id)
        if found.state != DomainState.REFUSED:
            _set_state(found, DomainState.REFUSED, actor)
    return found


def _welcome_those_there(found: EmailDomain) -> None:
    if found.organisation.kind != OrganisationKind.COUNCIL:
        return
    council = found.organisation.council
    belonging = set(Membership.objects.values_list("user_id", flat=True))
    for user_id, email in moderating.people_at(found.domain):
        if user_id not in belonging:
            letters.tell_recognised(email, [council], admitted=True)


def _held(domain_id: int) -> EmailDomain:
    of = EmailDomain.objects.filter(pk=domain_id).values_list("organisation_id", flat=True).first()
    if of is None:
        raise DomainRefused("There is no such domain any more.")
    locked_organisation(of)
    return EmailDomain.objects.select_related("organisation").get(pk=domain_id)


def _set_state(found: EmailDomain, state: DomainState, actor: Actor) -> None:
    before = found.state
    found.state = state
    confirmed = state == DomainState.CONFIRMED
    found.confirmed_by_id = actor.user_id if confirmed else None
    found.confirmed_at = clock.now() if confirmed else None
    found.save()
    _tell(f"council.domain_{state.value}", found, actor, before=str(before))


def _tell(event: str, found: EmailDomain, actor: Actor, *, before: str | None = None) -> None:
    record(
        event,
        actor=actor,
        thing="council",
        thing_id=found.organisation_id,
        audience=Audience.STAFF,
        before={"state": before} if before else None,
        after={"domain": found.pk, "state": str(found.state)},
    )
