"""Pictures and documents that editors upload: taken for what is in them, drawn anew, named plainly."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.text import get_valid_filename
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from marketplace.core import filekinds, pictures

LONGEST_NAME = 60
IN_PLAIN_WORDS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP"}
TOO_BIG = "This file has %(file_size)s. Make it smaller: it may have up to %(max_filesize)s."


class PictureField(WagtailImageField):
    """Wagtail's, but nothing that is wrong with a picture breaks the page, and what is taken is drawn
    anew."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.error_messages.update(_words_for_pictures())

    def to_python(self, data: Any) -> Any:
        try:
            upload = super().to_python(data)
            if upload is not None:
                _replace(upload, pictures.drawn_anew(upload))
                upload.name = plain_name(upload.name)
        except ValidationError:
            raise
        # Wagtail asks a damaged picture for its size, and what then happens is Pillow's affair.
        except Exception:
            raise ValidationError(self.error_messages["invalid_image"]) from None
        return upload


class PictureForm(BaseImageForm):
    """Every way by which Wagtail takes a picture."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            theirs = self.fields["file"]
            self.fields["file"] = PictureField(
                label=theirs.label, required=theirs.required, widget=theirs.widget
            )


class DocumentForm(BaseDocumentForm):
    """Every way by which Wagtail takes a document."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"].error_messages["file_too_large"] = TOO_BIG

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if isinstance(upload, UploadedFile):
            kind = ending_of(upload.name or "")
            if kind not in filekinds.KINDS:
                raise ValidationError(_kinds_of_documents())
            try:
                filekinds.check_document(upload, kind)  # type: ignore[arg-type]  # reads and seeks
            except filekinds.NotWhatItSays as refused:
                raise ValidationError(str(refused)) from None
            upload.name = plain_name(upload.name or "")
        return upload


def ending_of(name: str) -> str:
    return PurePath(name).suffix.lower().removeprefix(".")


def plain_name(name: str) -> str:
    """Letters, digits, hyphens and one ending: no path, no second ending, nothing that cannot be
    seen, and not too long."""
    stem, ending = PurePath(name).stem, ending_of(name)
    plain = get_valid_filename(stem.replace(".", "-") or "file").strip("-_.")
    return f"{plain[:LONGEST_NAME] or 'file'}.{ending}"


def _replace(upload: UploadedFile, content: bytes) -> None:
    """In the very file that was uploaded: where another field is wrong, Wagtail keeps that one until
    it is put right, and asks no form again."""
    upload.seek(0)
    upload.truncate()
    upload.write(content)
    upload.flush()
    upload.size = len(content)
    upload.seek(0)


def _words_for_pictures() -> dict[str, str]:
    kinds = list(dict.fromkeys(IN_PLAIN_WORDS[each] for each in settings.WAGTAILIMAGES_EXTENSIONS))
    taken = f"{', '.join(kinds[:-1])} or {kinds[-1]}"
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000
    return {
        "invalid_image": f"This picture cannot be read. Save it anew as {taken} and upload that.",
        "invalid_image_extension": f"Choose a picture that is {taken}: others are not taken.",
        "invalid_image_known_format": (
            "The name of this picture ends in .%(extension)s, and it is %(image_format)s. "
            f"Save it anew as {taken} and upload that."
        ),
        "file_too_large": TOO_BIG,
        "file_too_many_pixels": (
            "This picture is too large. Make it smaller: it may have up to "
            f"{most} million dots, height times width."
        ),
    }


def _kinds_of_documents() -> str:
    kinds = ", ".join(each.upper() for each in filekinds.KINDS[:-1])
    most = filesizeformat(settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)
    return (
        f"Choose a document that is {kinds} or {filekinds.KINDS[-1].upper()}, of up to {most}: "
        "others are not taken. Save it anew as one of these."
    )
