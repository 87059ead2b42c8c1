"""Solutions and claims for tests. The pages hang below the catalogue of the `site` fixture."""

import datetime as dt

import factory

from cms.models import CaseStudyPage, CataloguePage, Evidence, ServiceArea, ToolPage
from tests.factories.organisations import CouncilFactory


def _make_solution(model, **fields):
    areas = fields.pop("service_areas", None)
    approaches = fields.pop("approaches", ())
    parent = fields.pop("parent", None) or CataloguePage.objects.get()
    areas = areas if areas is not None else [ServiceArea.objects.first()]
    fields.setdefault("main_area", areas[0])
    page = model(**fields)
    page.service_areas = areas
    page.approaches = list(approaches)
    parent.add_child(instance=page)
    revision = page.save_revision()
    if page.live:
        revision.publish()
        page.refresh_from_db()
    return page


class _SolutionFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    title = factory.Sequence(lambda n: f"Something that worked {n}")
    summary = "It fixed what hurt, and here is how."
    problem = "<p>It hurt.</p>"
    done = "<p>They did something.</p>"
    organisation = factory.SubFactory(CouncilFactory)
    live = True

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return _make_solution(model_class, **kwargs)


class CaseStudyFactory(_SolutionFactory):
    """A live case study; `live=False` leaves a draft; `service_areas`, `approaches` are lists."""

    class Meta:
        model = CaseStudyPage

    slug = factory.Sequence(lambda n: f"case-study-{n}")


class ToolFactory(_SolutionFactory):
    class Meta:
        model = ToolPage

    slug = factory.Sequence(lambda n: f"tool-{n}")
    repository = "https://example.org/tool"
    licence = "MIT"


class ClaimFactory(factory.django.DjangoModelFactory):
    """A public claim of money saved, strength 2, confirmed in January 2026."""

    class Meta:
        model = Evidence

    solution = factory.SubFactory(CaseStudyFactory)
    organisation = factory.LazyAttribute(
        lambda o: None if o.public_body else o.solution.organisation
    )
    public_body = ""
    status = "public"
    statement = factory.Sequence(lambda n: f"It saved money {n}")
    kind = "money_saved"
    progress = "realised"
    pence = 340_000_00
    price_year = 2025
    period = "2024 to 2025"
    account = "Because fewer visits were wasted."
    counted = "Every visit, from the system's log."
    source_name = "Cabinet report"
    confirmed_on = dt.date(2026, 1, 15)
