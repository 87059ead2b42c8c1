"""The form in which a claim is written: figures as people type them, and each question saying
which strength its answer leads to."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList

from cms import figures
from cms.admin.fields import OrganisationField, WordsField
from cms.admin.wording import word_form
from cms.models import ClaimKind, ClaimStatus, Evidence, SolutionPage
from cms.models.evidence import MONEY_KINDS
from cms.strength import Progress
from marketplace.organisations.models import Organisation

# What is typed, and where it is kept: for money, for anything else.
AMOUNTS = {
    "amount": ("pence", "figure"),
    "amount_low": ("pence_low", "figure_low"),
    "amount_high": ("pence_high", "figure_high"),
}
PLACES = Decimal("0.0001")


class SolutionField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.draft_title or obj.title)


class ClaimForm(WagtailAdminModelForm):
    """For a claim, new or old. `claim_fields()` is what the services take."""

    solution = SolutionField(
        queryset=SolutionPage.objects.none(),
        label="Solution",
        empty_label="Choose one",
        help_text="The case study or tool that the claim is about.",
    )
    kind = forms.ChoiceField(
        choices=ClaimKind.choices, widget=forms.RadioSelect, label="Kind of claim"
    )
    progress = forms.ChoiceField(
        choices=Progress.choices,
        widget=forms.RadioSelect,
        label="Has it happened?",
        help_text="Realised: it has. On track: a part of it has, and more is under way."
        " Projected: it is a forecast.",
    )
    amount = forms.CharField(
        label="Figure",
        required=False,
        help_text="As you would write it: £3.4m, 3,400,000 or 12.5. Leave empty if the source gives"
        " none: the page then says so.",
    )
    amount_low = forms.CharField(
        label="At least", required=False, help_text="The lower end, where the source gives a range."
    )
    amount_high = forms.CharField(label="At most", required=False, help_text="The upper end.")
    repeated_in = WordsField(
        between="\n",
        label="Held elsewhere, in",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One place a line. For strength 5: two or more other places saw the same.",
    )
    organisation = OrganisationField(
        queryset=Organisation.objects.all(),
        label="Observed at",
        help_text="The council or supplier where it was seen.",
    )

    required_words = {
        "solution": "Choose the solution that the claim is about",
        "statement": "Enter the claim: one sentence that could be shown to be wrong",
        "kind": "Choose what kind of claim it is",
        "progress": "Choose whether it has happened",
        "source_name": "Enter the source: the report or page where this is said",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.original = {name: getattr(self.instance, name, None) for name in self._stored()}
        if self.instance.pk:
            self.fields.pop("solution", None)
            self._fill_in_amounts()
        else:
            self.fields["solution"].queryset = _open_solutions()
        if self.instance.status == ClaimStatus.PUBLIC:
            # Confirming a public claim is an act of its own.
            self.fields.pop("confirmed_on", None)
        word_form(self, required=self.required_words)

    def _fill_in_amounts(self) -> None:
        for typed, (pence, figure) in AMOUNTS.items():
            if (money := getattr(self.instance, pence)) is not None:
                self.initial[typed] = figures.pounds(money)
            elif (number := getattr(self.instance, figure)) is not None:
                self.initial[typed] = figures.number(number)

    # Reading ---------------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        for name, value in cleaned.items():
            if isinstance(value, str):
                # Browsers end lines in two characters: nobody changed a word by that.
                cleaned[name] = value.replace("\r\n", "\n")
        self._read_amounts(cleaned)
        self._check_place(cleaned)
        self._check_day(cleaned)
        return cleaned

    def _read_amounts(self, cleaned: dict[str, Any]) -> None:
        self.read: dict[str, Any] = {}
        is_money = cleaned.get("kind") in MONEY_KINDS
        for typed in AMOUNTS:
            text = cleaned.get(typed) or ""
            try:
                self.read[typed] = self._read(text, is_money=is_money) if text else None
            except figures.NotAFigure as wrong:
                self.add_error(typed, str(wrong))
        if len(self.read) == len(AMOUNTS):
            self._check_range()

    def _read(self, text: str, *, is_money: bool) -> int | Decimal:
        if is_money:
            pence = figures.read_pounds(text)
            if pence < 0:
                raise figures.NotAFigure("Enter an amount of nought or more, like 3.4m")
            return pence
        number = figures.read_figure(text)
        if number != number.quantize(PLACES):
            raise figures.NotAFigure("Enter at most four digits after the point, like 12.5")
        return number

    def _check_range(self) -> None:
        figure, low, high = (self.read[name] for name in AMOUNTS)
        if high is not None and low is None:
            self.add_error("amount_low", "Enter the lower end too, or clear the upper one")
        elif low is not None and high is not None and low > high:
            self.add_error("amount_high", "Enter the larger of the two figures here")
        elif figure is not None and (
            (low is not None and figure < low) or (high is not None and figure > high)
        ):
            self.add_error("amount", "Enter a figure that lies within the range beside it")

    def _check_place(self, cleaned: dict[str, Any]) -> None:
        if "organisation" in self.errors:
            return
        if cleaned.get("organisation") and cleaned.get("public_body"):
            self.add_error("public_body", "Clear this, or the organisation above: it is one place")
        elif not cleaned.get("organisation") and not cleaned.get("public_body"):
            self.add_error(
                "organisation", "Choose where it was observed, or name another public body below"
            )

    def _check_day(self, cleaned: dict[str, Any]) -> None:
        from_source, confirmed = cleaned.get("source_date"), cleaned.get("confirmed_on")
        if from_source and confirmed and confirmed < from_source:
            self.add_error("confirmed_on", "Enter the day of the source, or a later one")

    def _post_clean(self) -> None:
        # The model checks figure and unit together, so it has to have them by now.
        for name, value in self._amount_fields().items():
            setattr(self.instance, name, value)
        super()._post_clean()

    def _amount_fields(self) -> dict[str, Any]:
        is_money = self.cleaned_data.get("kind") in MONEY_KINDS
        found: dict[str, Any] = {}
        for typed, (pence, figure) in AMOUNTS.items():
            value = getattr(self, "read", {}).get(typed)
            found[pence] = value if is_money else None
            found[figure] = None if is_money else value
        return found

    # Handing on ------------------------------------------------------------------------------------

    def _stored(self) -> list[str]:
        model_fields = {field.name for field in Evidence._meta.concrete_fields}
        amounts = [name for pair in AMOUNTS.values() for name in pair]
        return [*(name for name in self.fields if name in model_fields), *amounts]

    def claim_fields(self) -> dict[str, Any]:
        """The answers by the model's fields: all of a new claim's, those that differ of an old
        one's, so that saving an untouched form changes nothing."""
        cleaned = {**self.cleaned_data, **self._amount_fields()}
        fields = {name: cleaned[name] for name in self._stored() if name in cleaned}
        if cleaned.get("kind") in MONEY_KINDS:
            fields["unit"] = fields["direction"] = ""
        if not self.instance.pk:
            fields.pop("solution", None)
            return fields
        return {
            name: value for name, value in fields.items() if not _same(value, self.original[name])
        }


def _open_solutions() -> Any:
    # An alias only shows another page, claims included.
    pages = SolutionPage.objects.filter(alias_of__isnull=True)
    return pages.defer_streamfields().order_by("draft_title")


def _same(value: Any, original: Any) -> bool:
    if isinstance(value, str) and isinstance(original, str):
        return value.strip() == original.replace("\r\n", "\n").strip()
    return bool(value == original)


def _box(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


CLAIM_PANELS = ObjectList(
    [
        MultiFieldPanel(
            [
                FieldPanel("solution"),
                FieldPanel("statement"),
                FieldPanel("kind"),
                FieldPanel("progress"),
                FieldRowPanel(
                    [FieldPanel("amount"), FieldPanel("amount_low"), FieldPanel("amount_high")]
                ),
                FieldRowPanel(
                    [
                        FieldPanel(
                            "unit",
                            heading="Unit",
                            help_text="What the figure counts, unless it is money: homes, %.",
                        ),
                        FieldPanel(
                            "direction",
                            heading="Reads as",
                            help_text="Where the figure needs it: fewer, faster.",
                        ),
                        FieldPanel(
                            "price_year",
                            heading="Prices of the year",
                            help_text="For money: 2025.",
                        ),
                    ]
                ),
                FieldPanel(
                    "baseline", heading="Before", help_text="What it was before: 74 days, in 2021."
                ),
            ],
            heading="What is claimed",
        ),
        MultiFieldPanel(
            [
                HelpPanel(template="cms/admin/levels.html"),
                FieldPanel(
                    "account",
                    heading="Why it works",
                    widget=_box(4),
                    help_text="For strength 1, Reasoned: the reasoning in two or three sentences.",
                ),
                FieldPanel(
                    "counted",
                    heading="What was counted",
                    widget=_box(3),
                    help_text="For strength 2, Measured: what was counted in real use, and how.",
                ),
                FieldPanel(
                    "period",
                    heading="Over what period",
                    help_text="For strength 2: April 2024 to March 2026.",
                ),
                FieldRowPanel(
                    [
                        FieldPanel("is_sample", heading="Only a sample was counted"),
                        FieldPanel(
                            "sample",
                            heading="On how many",
                            help_text="For strength 2, where it was a sample: 1,240 enquiries.",
                        ),
                    ]
                ),
                FieldPanel(
                    "counted_so_far",
                    heading="Already counted",
                    help_text="For strength 2, where it is on track: the part that has happened.",
                ),
                FieldPanel(
                    "comparison",
                    heading="Set against going without",
                    widget=forms.RadioSelect,
                    help_text="For strength 3, Compared: a group that went without, or places that"
                    " started one after the other.",
                ),
                FieldPanel("comparison_note", heading="Compared with"),
                FieldPanel(
                    "evaluator",
                    heading="Evaluated by",
                    help_text="For strength 4, Independently checked: somebody outside the"
                    " author’s organisation.",
                ),
                FieldPanel(
                    "evaluation_cost",
                    heading="What it cost, by that evaluation",
                    help_text="For strength 4: what the solution cost, as the evaluation tells it.",
                ),
                FieldPanel("repeated_in"),
                FieldRowPanel(
                    [
                        FieldPanel(
                            "guide",
                            heading="Guide to do it",
                            help_text="For strength 5, Repeated elsewhere: its title.",
                        ),
                        FieldPanel("guide_url", heading="The guide’s address"),
                    ]
                ),
            ],
            heading="How is it known?",
        ),
        MultiFieldPanel(
            [
                FieldPanel("organisation"),
                FieldPanel(
                    "public_body",
                    heading="Or at another public body",
                    help_text="Where it is neither council nor supplier: HM Revenue and Customs.",
                ),
            ],
            heading="Where was it observed?",
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "source_name",
                    heading="Source",
                    help_text="The report, page or minutes where this is said.",
                ),
                FieldPanel("source_url", heading="The source’s address"),
                FieldPanel("source_date", heading="The source’s date"),
            ],
            heading="Source",
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "confirmed_on",
                    heading="Confirmed on",
                    help_text="The day when somebody last said that it still holds. After 24"
                    " months the claim is shown as out of date.",
                ),
            ],
            heading="Confirmed",
        ),
    ],
    base_form_class=ClaimForm,
)
