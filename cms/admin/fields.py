"""Form fields that take what people type: pounds, figures, lists of words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cms import figures


class PoundsField(forms.CharField):
    """An amount typed in pounds, "£3.4m" or "12,500"; cleaned to pence, None where empty."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return figures.pounds(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        if not typed:
            return None
        try:
            pence = figures.read_pounds(typed)
        except figures.NotAFigure as wrong:
            raise ValidationError(str(wrong), code="invalid") from wrong
        if pence < 0:
            raise ValidationError("Enter an amount of nothing or more", code="invalid")
        return pence

    def run_validators(self, value: Any) -> None:
        """A number by now: what a text is checked for does not apply."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(initial != self.to_python(data))
        except ValidationError:
            return True


class WordsField(forms.CharField):
    """A list kept as JSON and typed as text, parted by `between`: a comma, or a line's end."""

    def __init__(self, *, between: str = ",", **kwargs: Any) -> None:
        self.between = between
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        joint = "\n" if self.between == "\n" else f"{self.between} "
        return joint.join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value) or ""
        parts = (part.strip() for part in typed.replace("\r\n", "\n").split(self.between))
        return list(dict.fromkeys(part for part in parts if part))

    def run_validators(self, value: Any) -> None:
        """A list by now."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((initial or []) != self.to_python(data))


class CodesField(forms.MultipleChoiceField):
    """Codes kept as a JSON list, ticked in boxes. Codes from elsewhere that are no choice of ours
    are offered as they are, so that saving never drops them."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def admit(self, codes: list[str]) -> None:
        offered: Any = self.choices
        known = {code for code, _ in offered}
        self.choices = [
            *offered,
            *((code, code) for code in codes or [] if code not in known),
        ]


class OrganisationField(forms.ModelChoiceField):
    """Councils, then suppliers, then the made-up ones, each group from A to Z."""

    def __init__(self, queryset: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("empty_label", "Choose one")
        super().__init__(queryset, **kwargs)
        self.iterator = _Grouped
        self.widget.choices = self.choices

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class _Grouped(forms.models.ModelChoiceIterator):
    GROUPS = (("Councils", "council", False), ("Suppliers", "vendor", False))

    def __iter__(self) -> Any:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        everybody = list(self.queryset)
        for words, kind, made_up in self.GROUPS:
            group = [o for o in everybody if o.kind == kind and o.is_example == made_up]
            if group:
                yield (words, [self.choice(o) for o in group])
        examples = [o for o in everybody if o.is_example]
        if examples:
            yield ("Made up, for examples", [self.choice(o) for o in examples])
