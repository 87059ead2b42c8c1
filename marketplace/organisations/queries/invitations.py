"""Invitations by the link that was mailed."""

from __future__ import annotations

from django.core import signing

from marketplace.organisations.models import Invitation, Membership

SALT = "organisations.invitation"
NO_GOOD = (
    "This link does not work for you. It works once, for seven days, and only for whoever is signed"
    " in with the address that it was sent to."
)


def token_of(invitation: Invitation) -> str:
    """What stands in the link of its latest mail."""
    return signing.Signer(salt=SALT).sign_object([invitation.pk, invitation.sends])


def by_token(token: str) -> Invitation | None:
    """The invitation whose latest mail held this; None for an older mail's and for what nobody
    signed. One statement at most."""
    try:
        number, sends = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    found = Invitation.objects.filter(pk=number, sends=sends).select_related("organisation")
    return found.first()


def took_place(invitation: Invitation, user_id: int) -> bool:
    """Whether a person accepted it and still belongs there: they may open its link again. One
    statement at most."""
    return (
        invitation.accepted_by_id == user_id
        and Membership.objects.filter(
            user_id=user_id, organisation_id=invitation.organisation_id
        ).exists()
    )
