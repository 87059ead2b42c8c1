"""What forms of the admin say when something is missing or wrong: the field and the fix, in plain
words, never a framework's. What no form of ours says is reworded in cms/locale."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.validators import ProhibitNullCharactersValidator
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail.blocks import Block, FieldBlock, ListBlock, StreamBlock, StructBlock

from marketplace.core.text import only_visible

# Labels that are no noun: "Enter what was done", not "Enter the what was done".
_NO_ARTICLE = ("the ", "what ", "who ", "whose ", "how ", "why ", "in ", "of ", "to ", "on ", "or ")


def word_form(form: forms.BaseForm, *, required: dict[str, str] | None = None) -> None:
    """Give every field of a form its messages; `required` has sentences for single fields."""
    for name, field in form.fields.items():
        word_field(field, name)
        _word_nothing(field)
        if required and name in required:
            field.error_messages["required"] = required[name]


def word_field(field: forms.Field, name: str) -> None:
    """Messages made from the field's own label."""
    noun = "the last part of the address" if name == "slug" else _noun(_label(field, name))
    chosen = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
    field.error_messages["required"] = f"{'Choose' if chosen else 'Enter'} {noun}"
    if chosen:
        field.error_messages["invalid_choice"] = f"Choose {noun} from the list"
        field.error_messages["invalid_pk_value"] = f"Choose {noun} from the list"
    elif isinstance(field, forms.URLField):
        field.error_messages["invalid"] = "Enter a web address that starts with https://"
    elif isinstance(field, forms.DateTimeField):
        field.error_messages["invalid"] = f"Enter {noun} like 31/03/2026 09:00"
    elif isinstance(field, forms.DateField):
        field.error_messages["invalid"] = f"Enter {noun} like 31/03/2026"
    elif isinstance(field, forms.IntegerField):
        field.error_messages["invalid"] = f"Enter {noun} as a whole number"
        field.error_messages["min_value"] = "Enter %(limit_value)d or more"
        field.error_messages["max_value"] = "Enter %(limit_value)d or less"
    elif isinstance(field, forms.SlugField):
        field.error_messages["invalid"] = "Use small letters, numbers and hyphens only"
    if isinstance(field, forms.CharField):
        checks = [c for c in field.validators if not isinstance(c, ProhibitNullCharactersValidator)]
        field.validators = [*checks, only_visible]
    field.error_messages["max_length"] = (
        f"Shorten {noun} to %(limit_value)d characters: it has %(show_value)d"
    )


def _label(field: forms.Field, name: str) -> str:
    return str(field.label or name.replace("_", " "))


def _word_nothing(field: forms.Field) -> None:
    """Words instead of a row of dashes, where nothing was chosen."""
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label:
            field.empty_label = "Choose one"
            field.widget.choices = field.choices
    elif isinstance(field, forms.ChoiceField):
        words = "Choose one" if field.required else "Not told"
        offered: Any = field.choices
        field.choices = [
            (value, words if value == "" and label == BLANK_CHOICE_DASH[0][1] else label)
            for value, label in offered
        ]


def word_blocks(block: Block) -> None:
    """The same for the blocks that a page's body is made of."""
    if isinstance(block, FieldBlock):
        block.field.label = block.field.label or block.label
        word_field(block.field, block.name or "this")
    elif isinstance(block, ListBlock):
        word_blocks(block.child_block)
    elif isinstance(block, StructBlock | StreamBlock):
        for child in block.child_blocks.values():
            word_blocks(child)


def error_list(form: forms.BaseForm) -> SafeString:
    """The errors of a form as a list of links that lead to their fields."""
    items = []
    for name, errors in form.errors.items():
        for error in errors:
            if name == NON_FIELD_ERRORS or name not in form.fields:
                items.append(format_html("<li>{}</li>", error))
            else:
                told = getattr(form, "required_words", {}).get(name)
                items.append(_link(form[name], error, names_itself=error == told))
    return format_html("<ul>{}</ul>", format_html_join("", "{}", ((item,) for item in items)))


def _link(field: forms.BoundField, error: Any, *, names_itself: bool) -> SafeString:
    # Wagtail's own script opens the tab that the field is on.
    target = f'[data-contentpath="{field.name}"]'
    words = str(error) if len(str(error)) < 200 else "Look at what is marked here"
    noun = _noun(str(field.label)).removeprefix("the ")
    if not (names_itself or re.search(rf"\b{re.escape(noun)}\b", words, re.IGNORECASE)):
        words = f"{field.label}: {words}"
    return format_html(
        '<li><a href="#{}" data-controller="w-focus" data-action="w-focus#focus:prevent"'
        ' data-w-focus-target-value="{}">{}</a></li>',
        field.id_for_label or field.auto_id,
        target,
        words,
    )


def _noun(label: str) -> str:
    label = label.strip().rstrip("?").strip()
    if not label[:2].isupper():
        label = label[:1].lower() + label[1:]
    return label if label.startswith(_NO_ARTICLE) else f"the {label}"
