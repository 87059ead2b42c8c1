"""The form in which a solution's page is edited: pounds instead of pence, words instead of JSON,
and messages that name the field and the fix."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

from cms import spdx
from cms.admin.fields import CodesField, OrganisationField, PoundsField, WordsField
from cms.admin.wording import word_form
from cms.platforms import PLATFORMS
from marketplace.organisations.models import Organisation

POUNDS = "In pounds, as you would write it: £12,500 or £1.2m. Leave empty if not told."


class PageForm(WagtailAdminPageForm):
    """For every page: messages in plain words."""

    required_words: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word_form(self, required=self.required_words)
        if getattr(self.instance, "is_needed", False):
            self._keep_where_it_is()

    def _keep_where_it_is(self) -> None:
        for name in ("slug", "expire_at"):
            if name in self.fields:
                self.fields[name].disabled = True
        if "slug" in self.fields:
            self.fields["slug"].help_text = "It stays: other pages lead to this address."

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if "slug" in self._errors and cleaned.get("slug") is None and self.data.get("slug"):
            words = self._errors["slug"].as_data()
            if any("already in use" in str(error.message) for error in words):
                self._errors["slug"] = self.error_class(
                    ["Another page has this address already: change the last part of it"]
                )
        return cleaned


class SolutionForm(PageForm):
    """For a case study or a tool."""

    organisation = OrganisationField(
        queryset=Organisation.objects.all(),
        label="Council or supplier",
        help_text="Whose it is. If it is neither, leave this and name the body below.",
    )
    set_up_low = PoundsField(label="Cost to set up, from", help_text=POUNDS)
    set_up_high = PoundsField(label="Cost to set up, to")
    running_low = PoundsField(label="Cost to run a year, from", help_text=POUNDS)
    running_high = PoundsField(label="Cost to run a year, to")

    required_words = {
        "title": "Enter the title: what was done, and where",
        "service_areas": "Choose at least one service area",
        "approaches": "Choose at least one approach",
        "main_area": "Choose the service area that its card names",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._keep_examples_to_moderators()

    def _keep_examples_to_moderators(self) -> None:
        from cms import rules

        place = self.instance if self.instance.pk else self.parent_page
        if self.for_user and place and not rules.may_mark_examples(self.for_user, place):
            self.fields.pop("is_example", None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("main_area") and cleaned.get("service_areas"):
            # The first that was ticked is as good as any, until somebody chooses.
            cleaned["main_area"] = cleaned["service_areas"][0]
            self._errors.pop("main_area", None)
        if cleaned.get("organisation") and cleaned.get("public_body"):
            self.add_error(
                "public_body", "Clear this, or the council or supplier above: a page is of one"
            )
        return cleaned

    def _post_clean(self) -> None:
        wrong_already = "organisation" in self._errors
        super()._post_clean()
        if self.is_deferred_validation and not wrong_already:
            # A draft may be saved before anybody has said whose it is.
            self._errors.pop("organisation", None)


class ToolForm(SolutionForm):
    """For a tool."""

    platforms = CodesField(choices=list(PLATFORMS.items()), label="Runs on")
    languages = WordsField(
        label="Languages of its screens", help_text="Parted by commas: English, Welsh"
    )
    built_with = WordsField(label="Built with", help_text="Parted by commas: Python, React")

    required_words = {
        **SolutionForm.required_words,
        "repository": "Enter the address where its source code is",
        "licence": "Enter the licence as SPDX writes it, like AGPL-3.0-only",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["platforms"].admit(self.instance.platforms)

    def clean_licence(self) -> str:
        typed: str = self.cleaned_data["licence"]
        return spdx.read_expression(typed) if typed else typed
