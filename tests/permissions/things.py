"""The people of the table, what belongs to the council among them, and how that stands in an address."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)
from PIL import Image as Picture
from wagtail.admin.models import EditingSession
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    Site,
    Task,
    UploadedFile,
    Workflow,
)

from cms.models import Approach, CataloguePage, PubliccodeSource, ServiceArea
from marketplace.core import clock
from marketplace.organisations.queries import invitations
from search.models import Synonym
from tests.factories.accounts import UserFactory
from tests.factories.asking import QuestionFactory
from tests.factories.catalogue import CaseStudyFactory, ClaimFactory, ToolFactory
from tests.factories.mail import MailFactory
from tests.factories.organisations import (
    AdministratorFactory,
    CouncilFactory,
    DelegationFactory,
    DomainFactory,
    InvitationFactory,
    MemberFactory,
    RequestFactory,
    VendorFactory,
    VerifiedVendorFactory,
)
from tests.security.walking import Address


class Things:
    """A council's own people and things, and whoever else the table names."""

    def __init__(self) -> None:
        self.council = CouncilFactory()
        DomainFactory(organisation=self.council, domain="council.example")
        self.people = self._people()
        self.membership = MemberFactory(organisation=self.council)
        self.invitation = InvitationFactory(
            organisation=self.council, email=self.people["person"].email
        )
        self.request = RequestFactory(organisation=self.council, user=self.people["person"])
        self.delegation = DelegationFactory(organisation=self.council, user=self.membership.user)
        self.domain = DomainFactory(organisation=self.council, state="proposed")
        self.study = CaseStudyFactory(organisation=self.council)
        self.claim = ClaimFactory(solution=self.study)
        self.message = QuestionFactory(solution=self.study, asker=self.people["elsewhere"])
        self.mail = MailFactory(recipient=self.people["member"].email, state="failed")
        self.source = PubliccodeSource.objects.create(
            page=ToolFactory(), repository="example.org/x"
        )
        self.catalogue = CataloguePage.objects.get()
        self._of_the_member()
        self._in_the_admin()

    def _people(self) -> dict[str, Any]:
        elsewhere, member, approver = (
            MemberFactory(organisation=council).user
            for council in (CouncilFactory(), self.council, self.council)
        )
        DelegationFactory(organisation=self.council, user=approver)
        vendor = AdministratorFactory(organisation=VerifiedVendorFactory()).user
        self.newcomer = VendorFactory()  # which nobody has verified
        AdministratorFactory(organisation=self.newcomer, user=vendor)
        return {
            "nobody": None,
            "person": UserFactory(),
            "elsewhere": elsewhere,
            "member": member,
            "approver": approver,
            "administrator": AdministratorFactory(organisation=self.council).user,
            "vendor": vendor,
            "rival": AdministratorFactory(organisation=VerifiedVendorFactory()).user,
            "moderator": UserFactory(groups=["Moderators"]),
            "superuser": UserFactory(is_superuser=True),
        }

    def _of_the_member(self) -> None:
        member = self.people["member"]
        self.passkey = WebAuthn.add(member, "Key", _credential()).instance
        RecoveryCodes.activate(member)

    def _in_the_admin(self) -> None:
        moderator = self.people["moderator"]
        file = ContentFile(_picture(), name="permissions.png")
        self.image = Image.objects.create(title="A picture", file=file)
        self.document = Document.objects.create(
            title="A paper", file=ContentFile(b"%PDF-1.4", name="permissions.pdf")
        )
        self.redirect = Redirect.objects.create(old_path="/old", redirect_link="/new/")
        self.collection = Collection.get_first_root_node().add_child(name="A collection")
        self.secret = CollectionViewRestriction.objects.create(
            collection=self.collection, restriction_type="password", password="x"
        )
        self.private = PageViewRestriction.objects.create(
            page=CaseStudyFactory(), restriction_type="password", password="x"
        )
        self.waiting = CaseStudyFactory(organisation=self.council, live=False)
        self.workflow = Workflow.objects.get()
        self.task = Task.objects.get()
        self.state = self.workflow.start(self.waiting, self.people["superuser"])
        self.synonym = Synonym.objects.create(term="ASB", same_as="anti-social behaviour")
        page_type = ContentType.objects.get_for_model(Page)
        self.session = EditingSession.objects.create(
            user=moderator, content_type=page_type, object_id=self.study.pk, last_seen_at=clock.now()
        )  # fmt: skip
        self.uploaded = {
            model: UploadedFile.objects.create(
                file=ContentFile(_picture(), name="uploaded.png"),
                uploaded_by_user=moderator,
                for_content_type=ContentType.objects.get_for_model(model),
            )
            for model in (Image, Document)
        }


def _credential() -> dict[str, Any]:
    """What a browser says of a new passkey."""
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    held = AttestedCredentialData.create(Aaguid.NONE, b"passkey", key)
    flags = AuthenticatorData.FLAG.AT | AuthenticatorData.FLAG.UP
    data = AuthenticatorData.create(sha256(b"localhost").digest(), flags, 0, held)
    told = CollectedClientData.create("webauthn.create", b"challenge", "http://localhost")
    number = websafe_encode(b"passkey")
    response = {
        "clientDataJSON": websafe_encode(told),
        "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
    }
    return {"id": number, "rawId": number, "type": "public-key", "response": response}


def _picture() -> bytes:
    held = BytesIO()
    Picture.new("RGB", (8, 8)).save(held, "PNG")
    return held.getvalue()


Given = Callable[[Things], dict[str, object]]
_in_council: Given = lambda t: {"slug": t.council.slug}  # noqa: E731 - as short as its neighbours

# By the beginning of an address's name, the longest that fits: what stands in its parameters.
GIVEN: dict[str, Given] = {
    "council": _in_council,
    "vendor": lambda t: {"slug": t.newcomer.slug},
    "organisation-": lambda t: {"slug": t.council.slug, "pk": t.membership.pk},
    "organisation-invitation": lambda t: {"slug": t.council.slug, "pk": t.invitation.pk},
    "organisation-request": lambda t: {"slug": t.council.slug, "pk": t.request.pk},
    "organisation-request-decide": lambda t: {"pk": t.request.pk},
    "organisation-delegation-end": lambda t: {"slug": t.council.slug, "pk": t.delegation.pk},
    "organisation-domain": lambda t: {"pk": t.domain.pk},
    "organisation-vendor": lambda t: {"pk": t.newcomer.pk},
    "organisation-merge": lambda t: {"pk": t.council.pk},
    "join-withdraw": lambda t: {"pk": t.request.pk},
    "invitation": lambda t: {"token": invitations.token_of(t.invitation)},
    "ask": lambda t: {"pk": t.study.pk},
    "correct": lambda t: {"pk": t.study.pk},
    "message": lambda t: {"pk": t.message.pk},
    "reader_message": lambda t: {"pk": t.message.pk},
    "sent-mail": lambda t: {"mail_id": t.mail.pk},
    "mfa_edit_webauthn": lambda t: {"pk": t.passkey.pk},
    "mfa_remove_webauthn": lambda t: {"pk": t.passkey.pk},
    "openid_connect_": lambda t: {"provider_id": "sso"},
    "media": lambda t: {"path": t.image.file.name},
    "documents/": lambda t: {"document_id": t.document.pk, "document_filename": t.document.filename},
    "wagtaildocs_authenticate_with_password": lambda t: {"restriction_id": t.secret.pk},
    "wagtailcore_authenticate_with_password": lambda t: {
        "page_view_restriction_id": t.private.pk, "page_id": t.private.page_id,
    },
    "mails:": lambda t: {"pk": t.mail.pk},
    "claims:": lambda t: {"pk": t.claim.pk},
    "tool_forget": lambda t: {"pk": t.source.pk},
    "councils:": lambda t: {"pk": t.council.pk},
    "suppliers:": lambda t: {"pk": t.newcomer.pk},
    "wagtailusers_users:": lambda t: {"pk": t.people["member"].pk},
    "wagtailusers_groups:": lambda t: {"pk": t.people["moderator"].groups.get().pk},
    "wagtailsites:": lambda t: {"pk": Site.objects.get().pk},
    "wagtailsnippets_search_synonym:": lambda t: {"pk": t.synonym.pk},
    "wagtailsnippetchoosers_search_synonym:": lambda t: {"pk": t.synonym.pk},
    "wagtailsnippets_cms_servicearea:": lambda t: {"pk": ServiceArea.objects.first().pk},
    "wagtailsnippetchoosers_cms_servicearea:": lambda t: {"pk": ServiceArea.objects.first().pk},
    "wagtailsnippets_cms_approach:": lambda t: {"pk": Approach.objects.first().pk},
    "wagtailsnippetchoosers_cms_approach:": lambda t: {"pk": Approach.objects.first().pk},
    "wagtailadmin_password_reset_confirm": lambda t: {"uidb64": "x", "token": "x"},
    "wagtailadmin_api:pages:": lambda t: {"pk": t.study.pk, "action_name": "unpublish"},
    "wagtailadmin_api:images:": lambda t: {"pk": t.image.pk},
    "wagtailadmin_api:documents:": lambda t: {"pk": t.document.pk},
    "wagtailadmin_explore": lambda t: {"parent_page_id": t.catalogue.pk},
    "wagtailadmin_choose_page_child": lambda t: {"parent_page_id": t.catalogue.pk},
    "wagtailadmin_tag_": lambda t: {"app_name": "taggit", "model_name": "tag"},
    "wagtail_bulk_action": lambda t: {
        "app_label": "wagtailcore", "model_name": "page", "action": "unpublish",
    },
    "wagtailadmin_pages:": lambda t: {
        "page_id": t.study.pk, "pk": t.study.pk, "page_to_move_id": t.study.pk,
        "parent_page_id": t.catalogue.pk, "destination_id": t.catalogue.pk,
        "content_type_app_name": "cms", "content_type_model_name": "casestudypage",
        "app_label": "cms", "model_name": "casestudypage",
        "revision_id": t.study.latest_revision_id,
        "revision_id_a": "earliest", "revision_id_b": "latest",
    },
    **dict.fromkeys(
        ("wagtailadmin_pages:workflow", "wagtailadmin_pages:collect_workflow",
         "wagtailadmin_pages:confirm_workflow"),
        lambda t: {
            "page_id": t.waiting.pk, "action_name": "approve", "task_id": t.task.pk,
            "task_state_id": t.state.current_task_state_id, "workflow_state_id": t.state.pk,
        },
    ),
    "wagtailadmin_collections:": lambda t: {
        "pk": t.collection.pk, "collection_id": t.collection.pk,
    },
    "wagtailadmin_workflows:": lambda t: {
        "pk": t.workflow.pk, "page_pk": t.study.pk, "workflow_pk": t.workflow.pk,
        "task_id": t.task.pk, "app_label": "cms", "model_name": "moderationtask",
    },
    **dict.fromkeys(
        (f"wagtailadmin_workflows:{name}" for name in ("edit_task", "disable_task", "enable_task")),
        lambda t: {"pk": t.task.pk},
    ),
    "wagtailadmin_editing_sessions:": lambda t: {
        "app_label": "wagtailcore", "model_name": "page", "object_id": t.study.pk,
        "session_id": t.session.pk,
    },
    "wagtailredirects:": lambda t: {"redirect_id": t.redirect.pk},
    "wagtailimages": lambda t: {
        "image_id": t.image.pk, "pk": t.image.pk, "filter_spec": "max-100x100",
        "uploaded_file_id": t.uploaded[Image].pk,
    },
    "wagtaildocs": lambda t: {
        "document_id": t.document.pk, "doc_id": t.document.pk, "pk": t.document.pk,
        "uploaded_file_id": t.uploaded[Document].pk,
    },
}  # fmt: skip

_BY_PATTERN = re.compile(r"\(\?P<(\w+)>(?:[^()]|\\.)*\)")


def at(address: Address, things: Things) -> str:
    """The address with the council's things in it. Raises LookupError, in words, for a parameter
    that nobody has given."""
    wanted = [*address.parameters, *_BY_PATTERN.findall(address.route)]
    beginnings = [each for each in GIVEN if address.full_name.startswith(each)]
    given = GIVEN[max(beginnings, key=len)](things) if beginnings else {}
    missing = [name for name in dict.fromkeys(wanted) if name not in given]
    if missing:
        raise LookupError(
            f"“{address.full_name}” ({address.route}) has the parameter {', '.join(missing)}: say in "
            "GIVEN of tests/permissions/things.py which of the council’s things stands there"
        )
    route = _BY_PATTERN.sub(lambda found: str(given[found[1]]), address.route)
    return replace(address, route=route).at(**given)
