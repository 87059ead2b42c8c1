"""The nouns of the catalogue."""

from cms.asking.models import Answer, Message
from cms.models.evidence import ClaimKind, ClaimStatus, Comparison, Evidence
from cms.models.moderation import ModerationTask
from cms.models.pages import CataloguePage, GuidanceIndexPage, GuidancePage, HomePage, PlainPage
from cms.models.publiccode import PubliccodeSource
from cms.models.solutions import CaseStudyPage, SolutionPage, SolutionTag, ToolPage
from cms.models.taxonomy import Approach, AreaService, ServiceArea

__all__ = [
    "Answer",
    "Approach",
    "AreaService",
    "CaseStudyPage",
    "CataloguePage",
    "ClaimKind",
    "ClaimStatus",
    "Comparison",
    "Evidence",
    "GuidanceIndexPage",
    "GuidancePage",
    "HomePage",
    "Message",
    "ModerationTask",
    "PlainPage",
    "PubliccodeSource",
    "ServiceArea",
    "SolutionPage",
    "SolutionTag",
    "ToolPage",
]
