"""Who may see what config shows of the site itself."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from marketplace.accounts.models import User


def may_see_health(person: User | AnonymousUser) -> bool:
    """Whoever may open the editors' tools: editors, moderators and administrators. They are who
    notices first that a page was not published in time, and nothing that is shown is secret from
    them."""
    return person.is_authenticated and person.has_perm("wagtailadmin.access_admin")
