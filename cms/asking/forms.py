"""What people type into messages: checked here, written by the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cms.asking.models import Part
from cms.asking.rules import LONGEST, SHORTEST
from marketplace.core.text import only_visible


class Words(forms.CharField):
    """A few sentences. Line ends count as one character, however the browser sends them."""

    def __init__(self, *, empty: str, rows: int = 8, **options: Any) -> None:
        options.setdefault("error_messages", {"required": empty})
        options.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(validators=[only_visible, _few_enough], **options)

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value) or ""
        return typed.replace("\r\n", "\n").replace("\r", "\n").strip()


def _few_enough(text: str) -> None:
    if len(text) < SHORTEST:
        raise ValidationError(f"Write at least {SHORTEST} characters, so that others understand it")
    if len(text) > LONGEST:
        raise ValidationError(
            f"This has {len(text):,} characters: shorten it to {LONGEST:,} or fewer"
        )


class QuestionForm(forms.Form):
    text = Words(
        label="Your question",
        help_text="One thing at a time gets the best answer. Up to 2,000 characters.",
        empty="Write your question",
    )
    may_be_shown = forms.BooleanField(
        label="It may be shown on the page with its answer, without my name",
        required=False,
        help_text="So that the next council need not ask. You can take this back at any time.",
    )


class CorrectionForm(forms.Form):
    part = forms.ChoiceField(
        label="What is wrong",
        choices=[("", "Choose one"), *Part.choices],
        error_messages={
            "required": "Choose what is wrong",
            "invalid_choice": "Choose one of the list",
        },
    )
    text = Words(
        label="What does the page say, and what would be right?",
        help_text="If you know where it is written, say so. Up to 2,000 characters.",
        empty="Say what is wrong",
    )


class AnswerForm(forms.Form):
    text = Words(
        label="Your answer",
        help_text="Leave out names and addresses of people. Up to 2,000 characters.",
        empty="Write your answer",
    )


class NoteForm(forms.Form):
    """For the moderator who settles a correction."""

    note = Words(
        label="Note to whoever sent it",
        help_text="They get it by mail: what was changed, or why it stays.",
        empty="Write a note to whoever sent it",
        rows=4,
    )
