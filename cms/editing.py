"""How editors see a solution: tabs in the order in which a story is told."""

from __future__ import annotations

from django import forms
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)

from cms.admin.page_form import SolutionForm, ToolForm
from cms.admin.panels import ClaimsPanel, ToolSourcePanel

STORY = [
    HelpPanel(
        "<p>Write for an officer at another council who has the same problem. Say what hurt before"
        " you say what was built.</p>"
    ),
    TitleFieldPanel(
        "title", help_text="What was done, in plain words: “Damp found before tenants have to ask”"
    ),
    FieldPanel("summary"),
    FieldPanel("problem"),
    FieldPanel("done"),
    FieldPanel("changed"),
    FieldPanel("went_wrong"),
    FieldPanel("body"),
]
WHOSE = [
    HelpPanel(
        "<p>A page is of one place: choose the council or supplier, or name another public body."
        "</p>"
    ),
    FieldRowPanel([FieldPanel("organisation"), FieldPanel("public_body")], heading="Whose it is"),
    FieldPanel(
        "service_areas",
        widget=forms.CheckboxSelectMultiple,
        required_on_save=False,
        heading="Service areas",
    ),
    FieldPanel(
        "main_area", widget=forms.Select, required_on_save=True, heading="Main service area"
    ),
    FieldPanel(
        "approaches",
        widget=forms.CheckboxSelectMultiple,
        required_on_save=False,
        heading="Approaches",
        help_text="What joined-up knowledge does here. One or two of the six.",
    ),
    FieldPanel("tags", help_text="Words that people would look for, parted by commas."),
    MultiFieldPanel(
        [
            FieldPanel("source_name"),
            FieldPanel("source_url"),
            FieldPanel("source_read_on"),
        ],
        heading="Where this was read",
        help_text="Leave empty where the council itself tells the story.",
    ),
    FieldPanel("is_example", heading="Example"),
]
COST = [
    HelpPanel("<p>Leave empty what you do not know: the page then says “not told”.</p>"),
    FieldRowPanel([FieldPanel("set_up_low"), FieldPanel("set_up_high")], heading="To set up"),
    FieldRowPanel(
        [FieldPanel("running_low"), FieldPanel("running_high")], heading="To run, a year"
    ),
    FieldPanel("cost_year", help_text="The year whose prices these are: 2025."),
    FieldRowPanel(
        [FieldPanel("months_low"), FieldPanel("months_high")], heading="Time to first use"
    ),
    FieldPanel("people", help_text="One analyst for four months, a project officer half-time"),
    FieldPanel("cost_note", help_text="What is in the figures and what is not."),
]
GOVERNANCE = [
    HelpPanel(
        "<p>What the next council’s data protection officer will ask first. Leave empty what"
        " nobody told.</p>"
    ),
    FieldPanel("lawful_basis"),
    FieldPanel("dpia"),
    FieldPanel("dpia_note"),
    FieldPanel("dpia_url"),
    FieldPanel("data_shared"),
    FieldPanel("data_needed"),
    FieldPanel("data_quality"),
]
CASE = [FieldPanel("started"), FieldPanel("status")]
TOOL = [
    HelpPanel(
        "<p>Facts that another council’s IT would check, each one a click from its source.</p>"
    ),
    ToolSourcePanel(heading="From its repository"),
    FieldPanel("repository"),
    FieldPanel("website"),
    FieldPanel("licence"),
    FieldPanel("status"),
    FieldPanel("platforms"),
    FieldPanel("languages"),
    FieldPanel("built_with"),
    FieldPanel("needs_systems"),
    FieldPanel("needs_skills"),
    FieldPanel("hosting"),
    FieldPanel("support"),
    FieldPanel("replaces"),
]
ADDRESS = [
    MultiFieldPanel(
        [
            FieldPanel(
                "slug",
                heading="Last part of the address",
                help_text="Made from the title. When it changes, the old address leads to the new.",
            ),
            FieldPanel("seo_title", heading="Title in search engines"),
            FieldPanel("search_description", heading="Description in search engines"),
        ],
        heading="Address",
    ),
    PublishingPanel(),
]


def _tabs(form: type[SolutionForm], *extra: ObjectList) -> TabbedInterface:
    return TabbedInterface(
        [
            ObjectList(STORY, heading="Story"),
            ObjectList([ClaimsPanel(heading="Claims")], heading="Evidence"),
            ObjectList(WHOSE, heading="Whose and where"),
            *extra,
            ObjectList(COST, heading="Cost and time"),
            ObjectList(GOVERNANCE, heading="Data and privacy"),
            ObjectList(ADDRESS, heading="Address and dates"),
        ],
        base_form_class=form,
    )


def case_study_tabs() -> TabbedInterface:
    return _tabs(SolutionForm, ObjectList(CASE, heading="The case"))


def tool_tabs() -> TabbedInterface:
    return _tabs(ToolForm, ObjectList(TOOL, heading="The tool"))
