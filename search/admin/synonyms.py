"""Council jargon in the admin: what people write, what else means the same, and a place to try it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.permissions import policy_registry
from wagtail.snippets.views import snippets
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.admin.wording import error_list, word_form
from search import language
from search.models import Synonym

TRY = "try_jargon"
TRY_LABEL = "Try a query"
NOT_SAVED = "The jargon was not saved. Nothing that you typed is lost."
LONGEST_TERM = 80  # characters


class SynonymForm(WagtailAdminModelForm):
    """For one meaning: messages that name the field and the fix."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word_form(
            self,
            required={
                "term": "Enter what people write: a word, a phrase or an acronym",
                "same_as": "Enter what else means the same, one on each line",
            },
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        told = _same_meaning(self.instance.pk, cleaned.get("term"), cleaned.get("same_as"))
        if told:
            self.add_error("term", told)
        return cleaned


def _same_meaning(own: int | None, term: str | None, same_as: str | None) -> str:
    """Why this is in the list already; empty where it is not."""
    if not term or not same_as:
        return ""
    typed = Synonym(term=term, same_as=same_as)
    meanings = {language.key_of(way) for way in typed.others}
    others = Synonym.objects.filter(term__iexact=" ".join(term.split())).exclude(pk=own or 0)
    for other in others:
        shared = [way for way in other.others if language.key_of(way) in meanings]
        if shared:
            return (
                f"“{other.term}” is in the list already as “{shared[0]}”: change that one, or take"
                " the line out here"
            )
    return ""


def in_lines(rows: int, *example: str) -> forms.Textarea:
    """A box for one thing on each line, with an example that stands as it is to be typed."""
    return forms.Textarea(attrs={"rows": rows, "placeholder": "\n".join(example)})


PANELS = ObjectList(
    [
        FieldPanel(
            "term",
            help_text="A word, a phrase or an acronym. Write acronyms in capitals, like ASB:"
            " whoever searches for asb finds them all the same.",
        ),
        FieldPanel(
            "same_as",
            widget=in_lines(5, "anti-social behaviour", "nuisance neighbours"),
            help_text="One on each line, the plainest first. Whoever searches for one of these"
            " finds all of them, so enter only what truly means the same. An acronym with two"
            " meanings is entered twice, once for each.",
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "everyday_word",
                    help_text="Like SEND or MASH. It is then read as the acronym only in capitals,"
                    " or right beside one of the words below.",
                ),
                FieldPanel(
                    "beside",
                    widget=in_lines(4, "school", "transport"),
                    help_text="One word on each line. With “school” on one and “transport” on the"
                    " next, a search for “school transport for send” is about SEND, and “how do we"
                    " send letters” is not.",
                ),
            ],
            heading="Acronyms that look like a word",
        ),
        FieldPanel(
            "note",
            heading="Note",
            help_text="For editors only: where it is said, or what law it comes from.",
        ),
    ],
    base_form_class=SynonymForm,
)


def try_url(words: str = "") -> str:
    """Where a query is tried out, with these words in it."""
    return reverse(TRY) + (f"?{urlencode({'q': words})}" if words else "")


class SayWhatIsWrong:
    """Says itself what is wrong, where Wagtail would only say that something is."""

    def form_invalid(self, form: Any) -> HttpResponse:
        self.form = form
        message = messages.render(NOT_SAVED, None, detail=error_list(form))
        messages.messages.error(self.request, message)  # type: ignore[attr-defined]
        return self.render_to_response(self.get_context_data())  # type: ignore[attr-defined]

    def get_success_message(self, instance: Any = None) -> str:
        # Added: Wagtail gives the instance; changed: it does not.
        synonym = instance or self.object  # type: ignore[attr-defined]
        return f"“{synonym.term}” was saved. From now on searches read it so."

    def get_success_buttons(self) -> list[Any]:
        term = self.object.term  # type: ignore[attr-defined]
        return [messages.button(try_url(term), "Try it")]


class AddSynonymView(SayWhatIsWrong, snippets.CreateView):
    def get_initial(self) -> dict[str, Any]:
        term = language.clean(self.request.GET.get("term", ""))[:LONGEST_TERM]
        return {**super().get_initial(), "term": term}


class EditSynonymView(SayWhatIsWrong, snippets.EditView):
    def get_page_subtitle(self) -> str:
        return str(self.object.term)

    @property
    def header_buttons(self) -> list[Any]:
        url = try_url(self.object.term)
        return [HeaderButton("Try it", url=url, icon_name="search", priority=10)]


class SynonymListView(snippets.IndexView):
    add_item_label = "Add jargon"

    @property
    def header_more_buttons(self) -> list[Any]:
        tried = Button(TRY_LABEL, url=try_url(), icon_name="search", priority=20)
        return [*super().header_more_buttons, tried]


class SynonymViewSet(SnippetViewSet):
    model = Synonym
    icon = "openquote"
    menu_label = "Words and meanings"
    ordering = ["term", "pk"]
    search_fields = ["term", "same_as"]
    search_backend_name = None
    copy_view_enabled = False
    edit_handler = PANELS
    index_view_class = SynonymListView
    add_view_class = AddSynonymView
    edit_view_class = EditSynonymView
    list_per_page = 50
    list_display = [
        "term",
        Column("same_as", label="Same as", accessor=lambda synonym: ", ".join(synonym.others)),
        Column(
            "everyday_word",
            label="Everyday word",
            accessor=lambda synonym: "Yes" if synonym.everyday_word else "",
            sort_key="everyday_word",
        ),
    ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        common: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        # No page refers to jargon: there is no use to show, and none to warn of.
        common["usage_url_name"] = self.UNDEFINED
        return common


class TryItem(MenuItem):
    """Shown to whoever may look at the jargon."""

    def is_shown(self, request: Any) -> bool:
        policy = policy_registry.get_by_type(Synonym)
        return bool(policy.user_has_any_permission(request.user, {"add", "change", "view"}))


class JargonGroup(SnippetViewSetGroup):
    items = (SynonymViewSet,)
    menu_label = "Council jargon"
    menu_icon = "openquote"
    menu_order = 610

    def get_submenu_items(self) -> list[Any]:
        tried = TryItem(TRY_LABEL, reverse(TRY), name="try-jargon", icon_name="search", order=20)
        return [*super().get_submenu_items(), tried]
