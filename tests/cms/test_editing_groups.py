"""A site is set up with its two groups and the workflow between them, as often as anybody likes."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Workflow,
    WorkflowPage,
)

from cms.models import CataloguePage, HomePage, ModerationTask
from cms.setup.groups import set_up_groups
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CaseStudyFactory

pytestmark = pytest.mark.django_db


def permissions(group):
    pages = GroupPagePermission.objects.filter(group__name=group)
    return {(p.page.specific_class, p.permission.codename) for p in pages}


def everything():
    return [
        sorted(permissions("Editors"), key=str),
        sorted(permissions("Moderators"), key=str),
        [(g.name, g.permissions.count()) for g in Group.objects.order_by("name")],
        GroupCollectionPermission.objects.count(),
        list(WorkflowPage.objects.values_list("page", "workflow__name")),
        ModerationTask.objects.count(),
        Collection.objects.count(),
    ]


def test_editors_write_and_moderators_publish_below_the_home_page():
    assert permissions("Editors") == {(HomePage, "add_page"), (HomePage, "change_page")}
    assert (HomePage, "publish_page") in permissions("Moderators")
    editor, moderator = UserFactory(groups=["Editors"]), UserFactory(groups=["Moderators"])
    study = CaseStudyFactory()
    assert study.permissions_for_user(editor).can_edit()
    assert not study.permissions_for_user(editor).can_publish()
    assert not study.permissions_for_user(editor).can_delete()
    assert study.permissions_for_user(moderator).can_publish()
    assert moderator.has_perm("wagtailredirects.add_redirect")
    assert not editor.has_perm("cms.change_servicearea")
    assert not moderator.has_perm("cms.delete_evidence")


def test_setting_up_again_changes_nothing():
    before = everything()
    set_up_groups()
    assert everything() == before


@pytest.mark.django_db(transaction=True)
def test_after_a_flush_all_of_it_comes_back(live_site):
    assert Collection.get_first_root_node() is not None
    assert (HomePage, "add_page") in permissions("Editors")
    assert UserFactory(groups=["Editors"]).has_perm("wagtailadmin.access_admin")


def test_every_page_goes_through_our_moderation_and_none_through_wagtails_own():
    assert [w.name for w in Workflow.objects.all()] == ["Moderation"]
    assert not GroupApprovalTask.objects.exists()
    assert CataloguePage.objects.get().get_workflow().name == "Moderation"
    assert CaseStudyFactory().get_workflow().tasks.get().specific == ModerationTask.objects.get()


def test_what_somebody_took_from_a_group_of_ours_comes_back():
    group = Group.objects.get(name="Editors")
    group.permissions.clear()
    group.page_permissions.all().delete()
    set_up_groups()
    assert UserFactory(groups=["Editors"]).has_perm("cms.add_evidence")
    assert permissions("Editors") == {(HomePage, "add_page"), (HomePage, "change_page")}
