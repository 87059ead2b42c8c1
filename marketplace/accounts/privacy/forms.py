"""The form by which a person leaves for good."""

from __future__ import annotations

from django import forms


class EraseForm(forms.Form):
    """One box, so that nobody leaves by a slip of the finger."""

    sure = forms.BooleanField(
        label="I understand that this cannot be undone",
        error_messages={"required": "Tick the box to say that you understand"},
    )
