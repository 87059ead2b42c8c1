"""Who may do what with pages and claims in the admin.

Whoever may publish a page is its moderator, and may publish, verify, confirm and withdraw its
claims. Editors write: what nobody reads yet is theirs to change.
"""

from __future__ import annotations

from typing import Any

from wagtail.models import Page

from cms.models import CataloguePage, ClaimStatus, Evidence

NOT_PUBLIC_YET = (ClaimStatus.DRAFT, ClaimStatus.IN_REVIEW)


def may_moderate(user: Any, page: Page) -> bool:
    """Whether the person may publish this page, and so decides on its claims."""
    return bool(page.permissions_for_user(user).can_publish())


def may_delete_page(user: Any, page: Page) -> bool:
    """Editors write and change; taking away what exists is the moderators'."""
    return may_moderate(user, page)


def may_import_tools(user: Any) -> bool:
    """Whether the person may have tools read in from their repositories, and published."""
    catalogue = CataloguePage.objects.first()
    return catalogue is not None and may_moderate(user, catalogue)


def may_mark_examples(user: Any, page: Page) -> bool:
    """Whether the person may say of solutions at or below this page that they are made up."""
    return may_moderate(user, page)


def may_add_claim(user: Any, page: Page) -> bool:
    return bool(user.has_perm("cms.add_evidence") and page.permissions_for_user(user).can_edit())


def may_edit_claim(user: Any, claim: Evidence) -> bool:
    """A draft: whoever edits the page. One in review: only for whom the page is not locked, because
    the moderator approves what they have read. A public one: moderators. A withdrawn one: nobody."""
    if not user.has_perm("cms.change_evidence"):
        return False
    if claim.status == ClaimStatus.DRAFT:
        return bool(claim.solution.permissions_for_user(user).can_edit())
    if claim.status == ClaimStatus.IN_REVIEW:
        may = claim.solution.specific.permissions_for_user(user)
        return bool(may.can_edit() and not may.page_locked())
    return claim.status == ClaimStatus.PUBLIC and may_moderate(user, claim.solution)


def may_discard_claim(user: Any, claim: Evidence) -> bool:
    """Only a draft goes without a trace on the site; what others have seen is withdrawn."""
    return claim.status == ClaimStatus.DRAFT and may_edit_claim(user, claim)


def may_publish_claim(user: Any, claim: Evidence) -> bool:
    return claim.status in NOT_PUBLIC_YET and may_moderate(user, claim.solution)


def may_withdraw_claim(user: Any, claim: Evidence) -> bool:
    return claim.status != ClaimStatus.WITHDRAWN and may_moderate(user, claim.solution)


def may_vouch_for_claim(user: Any, claim: Evidence) -> bool:
    """Verify it in an organisation's name, or confirm that it still holds."""
    return claim.status == ClaimStatus.PUBLIC and may_moderate(user, claim.solution)


def may_see_claims(user: Any) -> bool:
    """Claims of any state, drafts included, in the admin's lists."""
    return bool(user.has_perm("cms.view_evidence") or user.has_perm("cms.change_evidence"))
