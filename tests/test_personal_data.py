"""Every model that holds something about a person answers for it: what it hands out, what it erases."""

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model

from marketplace.core import registry

# What a column is called that holds something of a person, beside those that point at one.
TELLING = {
    "email", "email_address", "recipient", "reply_to", "ip", "ip_address", "user_agent", "actor_id",
    "phone", "telephone", "job_title", "session_key",
}  # fmt: skip
# Models that hold such a column and answer to nobody, each for a reason.
EXEMPT = {
    "accounts.User_groups": "goes with the person",
    "accounts.User_user_permissions": "goes with the person",
    "sessions.Session": "nothing in it can be read without the key; goes with the person's sessions",
    "cms.HomePage": "its owner is that of wagtailcore.Page",
    "cms.CataloguePage": "its owner is that of wagtailcore.Page",
    "cms.GuidanceIndexPage": "its owner is that of wagtailcore.Page",
    "cms.GuidancePage": "its owner is that of wagtailcore.Page",
    "cms.PlainPage": "its owner is that of wagtailcore.Page",
    "cms.SolutionPage": "its owner is that of wagtailcore.Page",
    "cms.CaseStudyPage": "its owner is that of wagtailcore.Page",
    "cms.ToolPage": "its owner is that of wagtailcore.Page",
}


def holds_somebody(model):
    person = get_user_model()
    fields = [field for field in model._meta.get_fields() if hasattr(field, "attname")]
    points = any(field.related_model is person for field in fields)
    return model is person or points or bool(TELLING & {field.name for field in fields})


def answered_for():
    return {label for data in registry.personal_data for label in data.models}


HOLDING = sorted(
    model._meta.label
    for model in apps.get_models(include_auto_created=True)
    if holds_somebody(model)
)


@pytest.mark.parametrize("label", HOLDING)
def test_a_model_that_holds_something_about_people_answers_for_it(label):
    assert label in answered_for() or label in EXEMPT, (
        f"{label} holds something about people: name it in a registry.PersonalData, with what it "
        "hands out and what it erases, or here with the reason why not."
    )


def test_nothing_answers_for_a_model_that_is_not_there():
    known = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert answered_for() <= known
    assert set(EXEMPT) <= known
    assert not set(EXEMPT) & answered_for()
