"""User: a person, named by their e-mail address."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone

from marketplace.core.actor import SYSTEM
from marketplace.core.events import record
from marketplace.core.models import Audience


class UserManager(BaseUserManager["User"]):
    """Finds people by address without regard to case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make a person. Raises ValueError without an address."""
        if not email:
            raise ValueError("A person needs an e-mail address.")
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """For `manage.py createsuperuser`: whoever may run it vouches for the address."""
        with transaction.atomic():
            user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
            record(
                "person.registered",
                actor=SYSTEM,
                thing="person",
                thing_id=user.pk,
                audience=Audience.STAFF,
                after={"superuser": True},
            )
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


ERASED_DOMAIN = "@erased.invalid"
FORMER = "A former user"  # how whoever was erased is called


class User(AbstractBaseUser, PermissionsMixin):
    """Kept in lower case, unique without regard to case; anonymised when erased, never deleted."""

    records_events = True

    email = models.EmailField(
        "e-mail address",
        unique=True,
        error_messages={"unique": "Somebody with this e-mail address is registered already."},
    )
    name = models.CharField(max_length=150, blank=True, help_text="As colleagues know you.")
    job_title = models.CharField(max_length=100, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique_any_case")]

    def __str__(self) -> str:
        return self.get_full_name()

    @property
    def is_erased(self) -> bool:
        """Whether nothing of this row leads to a person any more."""
        return self.email.endswith(ERASED_DOMAIN)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """As Django has it, but for one thing: nobody may delete people, not even a superuser."""
        return perm != "accounts.delete_user" and super().has_perm(perm, obj)

    def clean(self) -> None:
        self.email = self.email.strip().lower()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.strip().lower()
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return self.name or (FORMER if self.is_erased else self.email)

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email
