"""In a demonstration alone: the mails that the site has sent, for whoever tries it out."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from marketplace.notifications.models import Mail

MOST_SHOWN = 100
# A mail brings its own styles and nothing else; its links open in the whole window.
_LEAVING = "allow-top-navigation-by-user-activation"
POLICY: dict[str, Any] = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["'self'", "data:"],
    "frame-ancestors": ["'self'"],
    "sandbox": [_LEAVING],
}


@require_safe
def sent_mails(request: HttpRequest) -> HttpResponse:
    """The latest mails, whatever their state."""
    mails = Mail.objects.exclude(recipient="").defer("text", "html").order_by("-pk")[:MOST_SHOWN]
    return render(request, "notifications/sent_mails.html", {"mails": mails})


@require_safe
def sent_mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    """One mail as it looks, and as text."""
    mail = get_object_or_404(Mail.objects.exclude(recipient=""), pk=mail_id)
    response = render(request, "notifications/sent_mail.html", {"mail": mail, "sandbox": _LEAVING})
    response._csp_update = {"frame-src": ["'self'"]}  # type: ignore[attr-defined]  # read by django-csp
    return response


@require_safe
def sent_mail_html(request: HttpRequest, mail_id: int) -> HttpResponse:
    """What stands in the frame: the mail's own HTML, which may do nothing but be looked at."""
    mail = get_object_or_404(Mail, pk=mail_id)
    if not mail.html:
        raise Http404
    # Else a link would open within the frame.
    html = mail.html.replace("<head>", '<head><base target="_top">', 1)
    response = HttpResponse(html)
    response._csp_replace = POLICY  # type: ignore[attr-defined]  # read by django-csp
    return response
