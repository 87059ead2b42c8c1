"""How editors see a solution: tabs in the order in which a story is told."""

from __future__ import annotations

from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)
from wagtail.models import Page

STORY = [
    FieldPanel("title"),
    FieldPanel("summary"),
    FieldPanel("problem"),
    FieldPanel("done"),
    FieldPanel("changed"),
    FieldPanel("went_wrong"),
    FieldPanel("body"),
]
WHOSE = [
    FieldPanel("organisation"),
    FieldPanel("public_body"),
    FieldPanel("main_area"),
    FieldPanel("service_areas"),
    FieldPanel("approaches"),
    FieldPanel("tags"),
    MultiFieldPanel(
        [FieldPanel("source_name"), FieldPanel("source_url"), FieldPanel("source_read_on")],
        heading="Where this was read",
    ),
    FieldPanel("is_example"),
]
COST = [
    HelpPanel("<p>Leave empty what you do not know: the page then says “not told”.</p>"),
    FieldRowPanel([FieldPanel("set_up_low"), FieldPanel("set_up_high")], heading="To set up"),
    FieldRowPanel([FieldPanel("running_low"), FieldPanel("running_high")], heading="To run, a year"),
    FieldPanel("cost_year"),
    FieldRowPanel([FieldPanel("months_low"), FieldPanel("months_high")], heading="Time to first use"),
    FieldPanel("people"),
    FieldPanel("cost_note"),
]
GOVERNANCE = [
    FieldPanel("lawful_basis"),
    FieldPanel("dpia"),
    FieldPanel("dpia_note"),
    FieldPanel("dpia_url"),
    FieldPanel("data_shared"),
    FieldPanel("data_needed"),
    FieldPanel("data_quality"),
]
TOOL = [
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


def _tabs(*extra: ObjectList) -> TabbedInterface:
    return TabbedInterface(
        [
            ObjectList(STORY, heading="Story"),
            ObjectList(WHOSE, heading="Whose and where"),
            *extra,
            ObjectList(COST, heading="Cost and time"),
            ObjectList(GOVERNANCE, heading="Data and privacy"),
            ObjectList([*Page.promote_panels, PublishingPanel()], heading="Address and dates"),
        ]
    )


def case_study_tabs() -> TabbedInterface:
    return _tabs(ObjectList([FieldPanel("started"), FieldPanel("status")], heading="The case"))


def tool_tabs() -> TabbedInterface:
    return _tabs(ObjectList(TOOL, heading="The tool"))
