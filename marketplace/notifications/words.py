"""Why a mail was not sent, in plain words."""

from __future__ import annotations

from marketplace.notifications.models import Mail, MailState

_WHO = {
    "connect": "The mail server did not take the connection",
    "talk": "The conversation with the mail server broke off",
    "sender": "The mail server does not let the site send",
    "recipient": "The recipient’s mailbox was refused",
    "data": "The mail server refused the message",
    "answer": "The message was handed over and nobody answered whether it was taken",
    "file": "The mail could not be written to a file",
    "message": "The message could not be put together. This is a fault of the site",
}
_HOW = {
    "refused": "nothing listens at its address",
    "timeout": "it did not answer in time",
    "name": "its name cannot be found",
    "tls": "no secure connection came about",
    "unsupported": "it lacks something that the settings ask for",
    "closed": "it closed the connection",
}
# Enhanced status codes, RFC 3463: what most often stands behind a refusal.
_STATUS = {
    "5.1.1": "there is no such mailbox",
    "5.1.2": "there is no such domain",
    "5.1.10": "this domain takes no mail",
    "4.2.2": "the mailbox is full",
    "5.2.1": "the mailbox is closed",
    "5.2.2": "the mailbox is full",
    "5.2.3": "the message is too long",
    "5.7.0": "it asks the site to sign in",
    "5.7.1": "it is not allowed",
    "5.7.8": "it does not know the site’s user name or password",
}
_ALONE = {
    "": "",
    "sender_died": "The process that was sending it ended before the mail server had answered.",
    "erased": "Whoever it was for had their data erased.",
}


def why(kind: str) -> str:
    """A sentence for a code of `last_error_kind`, "" where there was none."""
    if kind in _ALONE:
        return _ALONE[kind]
    step, _, rest = kind.partition("_")
    who = _WHO.get(step, "It was not sent")
    if rest in _HOW:
        return f"{who}: {_HOW[rest]}."
    code, _, status = rest.partition("_")
    if not code.isdigit():
        return f"{who} ({rest})."
    said = f"{code} {status}".strip()
    if code in ("530", "534", "535", "538"):
        return f"{who}: it does not know the site’s user name or password ({said})."
    return f"{who}: {_STATUS[status]} ({said})." if status in _STATUS else f"{who} ({said})."


def what_becomes_of(mail: Mail) -> str:
    """What happens next with it, or why nothing does."""
    if mail.state == MailState.SENT:
        return "It was handed to the mail server."
    if mail.state == MailState.SENDING:
        return "It is being sent."
    if mail.state == MailState.EXPIRED:
        return "It was not sent in time. What it held no longer works, so it is not sent any more."
    if mail.state == MailState.FAILED:
        return "It is not tried again by itself."
    if mail.state == MailState.AMBIGUOUS:
        return "It may have been sent. It is sent once more, as the same message."
    return "It is tried again by itself." if mail.attempts else "It is sent as soon as possible."
