"""What the body of a page can be made of."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from cms.strength import Progress

RICH = ["bold", "italic", "link", "ol", "ul", "document-link"]


class TextBlock(blocks.StructBlock):
    heading = blocks.CharBlock(required=False, max_length=120)
    text = blocks.RichTextBlock(features=RICH)

    class Meta:
        icon = "pilcrow"
        label = "Text"
        template = "cms/blocks/text.html"


class FigureBlock(blocks.StructBlock):
    figure = blocks.CharBlock(max_length=40, help_text="As shown: 14 days")
    label = blocks.CharBlock(max_length=160, help_text="What it counts, and over what period")
    source = blocks.CharBlock(max_length=160, required=False)

    class Meta:
        icon = "order"
        label = "Figure"
        template = "cms/blocks/figure.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock()
    who = blocks.CharBlock(max_length=160, help_text="A role and a council, not a person’s name")

    class Meta:
        icon = "openquote"
        label = "Quote"
        template = "cms/blocks/quote.html"


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=120)
    text = blocks.TextBlock(required=False)


class StepsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(required=False, max_length=120)
    steps = blocks.ListBlock(StepBlock(), min_num=2)

    class Meta:
        icon = "list-ol"
        label = "Steps"
        template = "cms/blocks/steps.html"


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock()
    alt = blocks.CharBlock(
        label="What it shows",
        max_length=250,
        help_text="For people who cannot see it: say what matters in the picture.",
    )
    caption = blocks.CharBlock(required=False, max_length=250)

    class Meta:
        icon = "image"
        label = "Image"
        template = "cms/blocks/picture.html"


class BarBlock(blocks.StructBlock):
    label = blocks.CharBlock(max_length=80)
    value = blocks.DecimalBlock(min_value=0, max_digits=15, decimal_places=3)
    state = blocks.ChoiceBlock(
        choices=Progress.choices,
        default=Progress.REALISED,
        help_text="Solid has happened, hatched is on track, open is projected.",
    )


class BarsBlock(blocks.StructBlock):
    """Bars drawn from a typed table, which is shown beneath them."""

    caption = blocks.CharBlock(max_length=160)
    unit = blocks.CharBlock(max_length=30, help_text="What the numbers count: homes, £, %")
    summary = blocks.TextBlock(help_text="What the chart shows, in a sentence.")
    rows = blocks.ListBlock(BarBlock(), min_num=2, max_num=24)

    class Meta:
        icon = "table"
        label = "Bar chart"
        template = "cms/blocks/bars.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        largest = max((row["value"] for row in value["rows"]), default=0)
        context["any_bar"] = bool(largest)
        context["bars"] = [
            {
                "label": row["label"],
                "value": row["value"],
                "state": row["state"],
                "words": Progress(row["state"]).label,
                "width": f"{row['value'] * 100 / largest:.1f}" if largest else "0",
            }
            for row in value["rows"]
        ]
        context["states"] = [
            state for state in Progress if any(b["state"] == state for b in context["bars"])
        ]
        return context


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(max_length=160)
    table = TypedTableBlock(
        [
            ("text", blocks.CharBlock(required=False)),
            ("number", blocks.DecimalBlock(required=False)),
        ]
    )

    class Meta:
        icon = "table"
        label = "Table"
        template = "cms/blocks/table.html"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not all(column["heading"].strip() for column in cleaned["table"].columns):
            raise ValidationError("Give every column of the table a heading.")
        return cleaned


class DocumentBlock(blocks.StructBlock):
    document = DocumentChooserBlock()
    about = blocks.CharBlock(required=False, max_length=250, help_text="What is in it, for whom")

    class Meta:
        icon = "doc-full"
        label = "Document"
        template = "cms/blocks/document.html"


class CallOutBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=120)
    text = blocks.RichTextBlock(features=RICH)

    class Meta:
        icon = "warning"
        label = "Call-out"
        template = "cms/blocks/call_out.html"


class BodyBlock(blocks.StreamBlock):
    text = TextBlock()
    figure = FigureBlock()
    quote = QuoteBlock()
    steps = StepsBlock()
    picture = PictureBlock()
    bars = BarsBlock()
    table = TableBlock()
    document = DocumentBlock()
    call_out = CallOutBlock()

    class Meta:
        required = False
