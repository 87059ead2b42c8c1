"""Messages of readers for tests, and what they were told."""

import factory

from cms.asking.models import Answer, Message
from marketplace.core import clock
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CaseStudyFactory


class QuestionFactory(factory.django.DjangoModelFactory):
    """A question that waits, whose asker agrees that it is shown."""

    class Meta:
        model = Message

    kind = "question"
    solution = factory.SubFactory(CaseStudyFactory)
    solution_title = factory.SelfAttribute("solution.title")
    asker = factory.SubFactory(UserFactory)
    text = factory.Sequence(lambda n: f"How long did it take, number {n}?")
    may_be_shown = True
    at = factory.LazyFunction(clock.now)
    day = factory.LazyFunction(clock.today)
    digest = factory.Sequence(lambda n: f"{n:064}")


class CorrectionFactory(QuestionFactory):
    kind = "correction"
    part = "figure"
    text = factory.Sequence(lambda n: f"The figure is ten times too high, number {n}.")
    may_be_shown = False


class AnswerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Answer

    message = factory.SubFactory(QuestionFactory, state="answered")
    by = factory.SubFactory(UserFactory)
    organisation = factory.SelfAttribute("message.solution.organisation")
    text = factory.Sequence(lambda n: f"It took {n} months.")
    at = factory.LazyFunction(clock.now)
    digest = factory.Sequence(lambda n: f"{n:064}")
