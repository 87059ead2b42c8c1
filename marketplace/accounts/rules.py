"""Who needs what to sign in."""

from __future__ import annotations

from typing import Any


def works_in_the_admin(person: Any) -> bool:
    """Editors, moderators and administrators of the site: nobody does their work by a password
    alone. Their permissions are loaded for the page anyhow."""
    return bool(person.has_perm("wagtailadmin.access_admin"))
