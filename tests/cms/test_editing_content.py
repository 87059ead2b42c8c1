"""The admin takes up what the first content brought: every claim, every page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cms.admin.claim_form import CLAIM_PANELS
from cms.models import CaseStudyPage, CataloguePage, Evidence, ToolPage
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_content")]


def sent_by_a_browser(form):
    """The form's fields as they come back when nobody has touched them."""
    typed = {}
    for name in form.fields:
        value = form[name].value()
        if hasattr(value, "strftime"):
            value = value.strftime("%d/%m/%Y")
        if isinstance(value, list):
            value = "\n".join(value)
        if isinstance(value, str):
            value = value.replace("\n", "\r\n")
        if value not in (None, "", False):
            typed[name] = "on" if value is True else value
    return typed


def test_every_claim_can_be_saved_untouched_and_nothing_changes():
    form_class = CLAIM_PANELS.bind_to_model(Evidence).get_form_class()
    for claim in Evidence.objects.all():
        form = form_class(sent_by_a_browser(form_class(instance=claim)), instance=claim)
        assert form.is_valid(), (claim, form.errors)
        assert form.claim_fields() == {}, claim


def test_pages_open_in_the_editor_and_lists_ask_little(client, django_assert_max_num_queries):
    client.force_login(UserFactory(groups=["Moderators"]))
    for page in (CaseStudyPage.objects.first(), ToolPage.objects.first()):
        assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    catalogue = reverse("wagtailadmin_explore", args=[CataloguePage.objects.get().pk])
    for url, most in (
        (catalogue, 45),
        (reverse("claims:index"), 15),
        (reverse("stale_claims"), 15),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(url).status_code == 200
