"""Organisations for tests."""

import datetime as dt

import factory
from django.utils import timezone

from marketplace.organisations.models import (
    Council,
    CouncilType,
    Delegation,
    EmailDomain,
    Invitation,
    Membership,
    MembershipRequest,
    Role,
    Vendor,
)
from tests.factories.accounts import UserFactory


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


class VerifiedVendorFactory(VendorFactory):
    state = "verified"


class DomainFactory(factory.django.DjangoModelFactory):
    """A confirmed domain of a council; `state="proposed"` is one that admits nobody yet."""

    class Meta:
        model = EmailDomain

    organisation = factory.SubFactory(CouncilFactory)
    domain = factory.Sequence(lambda n: f"testham{n}.gov.uk")
    state = "confirmed"


class MemberFactory(MembershipFactory):
    """A membership with a person of its own."""

    user = factory.SubFactory(UserFactory)


class AdministratorFactory(MemberFactory):
    role = Role.ADMINISTRATOR


class RequestFactory(factory.django.DjangoModelFactory):
    """Somebody waits to join a council of whose confirmed domain their address is."""

    class Meta:
        model = MembershipRequest
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(CouncilFactory)
    email = factory.LazyAttribute(lambda request: request.user.email)
    asked_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def domain(self, create, extracted, **kwargs):
        if create and not self.organisation.email_domains.exists():
            DomainFactory(organisation=self.organisation, domain=self.email.partition("@")[2])


class InvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Invitation

    organisation = factory.SubFactory(CouncilFactory)
    email = factory.Sequence(lambda n: f"invited{n}@council.example")
    invited_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=7))


class DelegationFactory(factory.django.DjangoModelFactory):
    """A delegation of £10,000 that is in force, to a person who need not be a member."""

    class Meta:
        model = Delegation

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(CouncilFactory)
    limit_pence = 1_000_000
    starts_at = factory.LazyFunction(lambda: timezone.now() - dt.timedelta(days=1))
    ends_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=1))
    granted_by = factory.SubFactory(UserFactory)
    granted_at = factory.LazyFunction(timezone.now)
