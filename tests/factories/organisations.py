"""Organisations for tests."""

import factory
from django.utils import timezone

from marketplace.organisations.models import Council, CouncilType, Membership, Vendor


class CouncilFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Council

    kind = "council"
    name = factory.Sequence(lambda n: f"Testham Council {n}")
    short_name = factory.Sequence(lambda n: f"Testham {n}")
    slug = factory.Sequence(lambda n: f"testham-{n}")
    code = factory.Sequence(lambda n: f"T{n}")
    type = CouncilType.UNITARY
    nation = "England"


class VendorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Vendor

    kind = "vendor"
    name = factory.Sequence(lambda n: f"Testsoft {n} Ltd")
    short_name = factory.Sequence(lambda n: f"Testsoft {n}")
    slug = factory.Sequence(lambda n: f"testsoft-{n}")


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    organisation = factory.SubFactory(CouncilFactory)
    since = factory.LazyFunction(timezone.now)
