"""People for tests, and sessions as their signing in would have left them."""

import time

import factory
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.flows.login import _AUTHENTICATION_METHODS_USER_SESSION_KEY
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.models import Group
from django.test import Client

from marketplace.accounts.factors import second_step_needed
from marketplace.accounts.models import User

PASSWORD = "correct horse battery staple"

# As Django has it: a session that nobody signed in for, with nothing shown.
_force_login = Client.force_login


class UserFactory(factory.django.DjangoModelFactory):
    """A person with a verified address; `groups=["Editors"]` puts them into groups, `app=True`
    gives them an authenticator app."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@council.example")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def verified(self, create, extracted, **kwargs):
        if create:
            EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)

    @factory.post_generation
    def groups(self, create, extracted, **kwargs):
        if create and extracted:
            self.groups.set(Group.objects.filter(name__in=extracted))

    @factory.post_generation
    def app(self, create, extracted, **kwargs):
        if create and extracted:
            app_of(self)


def app_of(person) -> Authenticator:
    """The authenticator app of a person, made where there is none; without an event, because no
    test of other slices is about it."""
    found = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
    if found is None:
        made = Authenticator(user=person, type="totp", data={"secret": generate_totp_secret()})
        found = Authenticator.objects.bulk_create([made])[0]
    return found


def code_of(person) -> str:
    """What the person's app shows now. Waits for the next code where this one is about to go."""
    while time.time() % 30 > 27:
        time.sleep(0.2)
    secret = app_of(person).data["secret"]
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def by_password(client, person) -> None:
    """A session that has shown a password and no second step."""
    _signed_in(client, person, [{"method": "password", "email": person.email}])


def two_factored(client, person) -> None:
    """A session that has shown a password and a code of the person's app."""
    app = {"method": "mfa", "type": "totp", "id": app_of(person).pk}
    _signed_in(client, person, [{"method": "password", "email": person.email}, app])


def as_by_our_door(client, person, backend=None) -> None:
    """In the place of Client.force_login: with the second step where the person needs one."""
    (two_factored if second_step_needed(person) else by_password)(client, person)


def _signed_in(client, person, records) -> None:
    _force_login(client, person)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{**each, "at": time.time()} for each in records]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(person.pk)
    session.save()
