"""Who needs what to sign in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings

INVITED = "invited"  # in the session of whoever opened an invitation that is open


def works_in_the_admin(person: Any) -> bool:
    """Editors, moderators and administrators of the site: nobody does their work by a password
    alone. Their permissions are loaded for the page anyhow."""
    return bool(person.has_perm("wagtailadmin.access_admin"))


def may_sign_up(session: Mapping[str, Any]) -> bool:
    """Make an account: everybody, or where the site has closed registration, who was invited."""
    return bool(settings.SIGN_UP or session.get(INVITED))
