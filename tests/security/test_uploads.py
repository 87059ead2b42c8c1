"""What editors upload is taken for what it is, not for what it is called; and carries nothing along."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageCms
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import UploadedFile

from cms.admin.uploads import plain_name
from marketplace.core import filekinds, pictures
from tests.factories.accounts import UserFactory

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves files of pictures open until nobody needs them.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

Picture, Document = get_image_model(), get_document_model()
GPS, CAMERA, ORIENTATION = 34853, 272, 274
SECRET = b"51.5007 at the back door"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PHP = b"<?php system($_GET['c']); ?>"
OFFICE = "application/vnd.openxmlformats-officedocument."


@pytest.fixture(autouse=True)
def editor(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    person = UserFactory(groups=["Editors"])
    client.force_login(person)
    return person


def picture(kind="JPEG", size=(60, 40), **told) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(written, kind, **told)
    return written.getvalue()


def told_everything() -> bytes:
    """A photograph as a telephone makes it: where, with what, lying on its side, and with a note."""
    exif = Image.Exif()
    exif[CAMERA], exif[ORIENTATION] = "Telephone", 6
    exif.get_ifd(GPS)[29] = SECRET.decode()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return picture(exif=exif, comment=SECRET, icc_profile=profile) + SECRET


def packed(**parts: str) -> bytes:
    """A zip file; a double underscore in a name stands for a slash."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/"), content)
    return written.getvalue()


def office(kind: str, **more: str) -> bytes:
    types = f'<Types><Override ContentType="{OFFICE}{kind}.main+xml"/></Types>'
    return packed(**{"[Content_Types].xml": types, **more})


def opened(kind: str, **more: str) -> bytes:
    return packed(mimetype=f"application/vnd.oasis.opendocument.{kind}", **more)


RIGHT = {
    "pdf": b"%PDF-1.7\n%%EOF",
    "docx": office("wordprocessingml.document"),
    "xlsx": office("spreadsheetml.sheet"),
    "pptx": office("presentationml.presentation"),
    "odt": opened("text"),
    "ods": opened("spreadsheet"),
    "odp": opened("presentation"),
    "csv": "Council,£\nMôn,=1\n".encode(),
    "txt": "Nid gwerth punt".encode("cp1252"),
}


def upload(client, what, name, content, **fields):
    """As Wagtail's page for several files sends it; its answer."""
    file = SimpleUploadedFile(name, content)
    return client.post(
        reverse(f"wagtail{what}:add_multiple"),
        {"files[]": file, "title": "A file", **fields},
        headers={"X-Requested-With": "XMLHttpRequest"},
    ).json()


def read(file) -> bytes:
    with file.open("rb") as held:
        return held.read()


# Pictures -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["jpg", "png", "gif", "webp"])
def test_a_picture_is_taken(client, ending):
    kind = "JPEG" if ending == "jpg" else ending.upper()
    assert upload(client, "images", f"street.{ending}", picture(kind))["success"]
    held = Picture.objects.get()
    assert (held.width, held.height) == (60, 40)
    with Image.open(io.BytesIO(read(held.file))) as drawn:
        assert drawn.format == kind
        red, green, _ = drawn.convert("RGB").getpixel((30, 20))
    assert red > 180 > 60 > green


def through_several(client, content):
    upload(client, "images", "street.jpg", content)


def through_one(client, content):
    file = SimpleUploadedFile("street.jpg", content)
    client.post(reverse("wagtailimages:add"), {"title": "A street", "file": file})


def through_choosing(client, content):
    fields = {"title": "A street", "file": SimpleUploadedFile("street.jpg", content)}
    client.post(
        reverse("wagtailimages_chooser:create"),
        {f"image-chooser-upload-{name}": value for name, value in fields.items()},
    )


def through_changing(client, content):
    through_one(client, picture())
    held = Picture.objects.get()
    file = SimpleUploadedFile("street.jpg", content)
    client.post(reverse("wagtailimages:edit", args=[held.pk]), {"title": "Another", "file": file})
    assert Picture.objects.get().title == "Another"


def through_putting_a_title_right(client, content):
    """Where something else is wrong, Wagtail keeps the file and never asks the form for it again."""
    answer = upload(client, "images", "street.jpg", content, title="x" * 300)
    waiting = UploadedFile.objects.get()
    assert SECRET not in read(waiting.file)
    address = reverse(
        "wagtailimages:create_multiple_from_uploaded_image", args=[answer["uploaded_file_id"]]
    )
    prefix = f"uploaded-image-{waiting.pk}"
    client.post(
        address, {f"{prefix}-title": "A street"}, headers={"X-Requested-With": "XMLHttpRequest"}
    )


@pytest.mark.parametrize(
    "way",
    [
        through_several, through_one, through_choosing, through_changing,
        through_putting_a_title_right,
    ],
)  # fmt: skip
@pytest.mark.parametrize("in_memory", [True, False])
def test_nothing_of_it_remains_but_what_can_be_seen(client, settings, way, in_memory):
    """In the original, from which all that is shown is made."""
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10_000_000 if in_memory else 0
    content = told_everything()
    assert SECRET in content
    way(client, content)
    held = Picture.objects.get()
    stored = read(held.file)
    assert SECRET not in stored
    with Image.open(io.BytesIO(stored)) as drawn:
        assert not drawn.getexif()
        assert not {"exif", "comment", "icc_profile", "xmp"} & set(drawn.info)
    assert (held.width, held.height) == (40, 60), "upright, as its camera meant it"
    assert held.file_size == len(read(held.file))


def test_a_moving_picture_still_moves(client):
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue", "green")]
    written = io.BytesIO()
    frames[0].save(
        written, "GIF", save_all=True, append_images=frames[1:], duration=80, comment=SECRET
    )
    with Image.open(io.BytesIO(pictures.drawn_anew(written))) as drawn:
        assert drawn.n_frames == 3
        assert drawn.info["duration"] == 80
        assert "comment" not in drawn.info
        drawn.seek(1)
        assert drawn.convert("RGB").getpixel((5, 5)) == (0, 0, 255)


def test_see_through_parts_stay_see_through():
    written = io.BytesIO()
    Image.new("RGBA", (5, 5), (0, 0, 0, 0)).save(written, "PNG")
    with Image.open(io.BytesIO(pictures.drawn_anew(written))) as drawn:
        assert drawn.convert("RGBA").getpixel((2, 2))[3] == 0


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("logo.svg", SVG, "Choose a picture that is GIF, JPEG, PNG or WEBP"),
        ("logo.png", SVG, "ends in .png, and it is svg. Save it anew as GIF, JPEG"),
        ("logo.png", PHP, "This picture cannot be read. Save it anew"),
        ("logo.png", picture("JPEG"), "ends in .png, and it is jpeg"),
        ("logo.tiff", picture("TIFF"), "Choose a picture that is GIF"),
        ("logo.php", picture("JPEG"), "Choose a picture that is GIF"),
        ("logo.jpg", picture("JPEG")[:300], "This picture cannot be read"),
        ("logo.gif", b"GIF89a" + PHP, "This picture cannot be read"),
    ],
)
def test_what_is_no_picture_is_refused_with_what_to_do(client, name, content, words):
    answer = upload(client, "images", name, content)
    assert not answer["success"]
    assert words in answer["error_message"]
    assert not Picture.objects.exists()


def test_a_bomb_of_dots_is_refused_before_it_is_unpacked(client, settings, monkeypatch):
    monkeypatch.setattr(pictures, "drawn_anew", lambda file: pytest.fail("unpacked"))
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 1_000_000
    answer = upload(client, "images", "wall.png", picture("PNG", size=(1_001, 1_000)))
    assert "Make it smaller: it may have up to 1 million dots" in answer["error_message"]


def test_a_picture_with_too_many_bytes_is_refused(client, settings):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 100
    answer = upload(client, "images", "street.png", picture("PNG"))
    assert "Make it smaller: it may have up to 100" in answer["error_message"]


def test_limits_are_those_of_the_settings(settings):
    assert settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE == 10 * settings.MEGABYTE
    assert settings.WAGTAILDOCS_MAX_UPLOAD_SIZE == 20 * settings.MEGABYTE
    assert settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS == 50_000_000


# Documents ----------------------------------------------------------------------------------------


def test_every_kind_has_an_example():
    assert set(RIGHT) == set(filekinds.KINDS)


@pytest.mark.parametrize("kind", RIGHT)
def test_a_document_is_taken_as_it_is(client, kind):
    assert upload(client, "docs", f"Our report.{kind.upper()}", RIGHT[kind])["success"]
    held = Document.objects.get()
    assert held.filename == f"Our_report.{kind}"
    assert read(held.file) == RIGHT[kind]


@pytest.mark.parametrize("name", RIGHT)
@pytest.mark.parametrize("content", [*RIGHT, "svg", "php", "exe", "zip", "nothing else"])
def test_a_document_under_a_wrong_name_is_refused(client, name, content):
    """Each as each; a text may be called CSV, and a CSV file a text."""
    more = {
        "svg": SVG,
        "php": PHP,
        "exe": b"MZ\x90\x00\x03\x00",
        "zip": packed(**{"setup.exe": "MZ"}),
        "nothing else": b"\x00",
    }
    if content == name or {content, name} == {"csv", "txt"}:
        return
    written = {**RIGHT, **more}[content]
    if name in ("csv", "txt") and content == "pdf":
        return  # this one is lines of text too
    answer = upload(client, "docs", f"report.{name}", written)
    assert not answer["success"], "it was taken"
    assert answer["error_message"].startswith(f"This is no {name.upper()} file")
    assert not Document.objects.exists()


@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.exe", "a.docm", "a.zip", "a", "a.doc"])
def test_a_kind_that_is_not_taken_is_refused_with_those_that_are(client, name):
    answer = upload(client, "docs", name, RIGHT["pdf"])
    assert not answer["success"]
    assert "Choose a document that is PDF, DOCX, XLSX, PPTX, ODT" in answer["error_message"]


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("docx", office("wordprocessingml.document", word__vbaProject_bin="")
            .replace(b"vbaProject_bin", b"vbaProject.bin")),
        ("odt", opened("text", Basic__script="")),
        ("ods", opened("spreadsheet", Scripts__python__x="")),
    ],
)  # fmt: skip
def test_a_document_with_macros_is_refused(client, kind, content):
    answer = upload(client, "docs", f"report.{kind}", content)
    assert answer["error_message"].startswith("This file holds macros. Save it without them")


def test_a_document_with_too_many_bytes_is_refused(client, settings):
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 10
    answer = upload(client, "docs", "report.pdf", RIGHT["pdf"])
    assert "Make it smaller: it may have up to 10" in answer["error_message"]


# Names --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Gritting 2024.pdf", "Gritting_2024.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("a.php.txt", "a-php.txt"),
        ("gnp\u202efdp.txt", "gnpfdp.txt"),
        ("Môn.PDF", "Môn.pdf"),
        ("<b>'\";.csv", "b.csv"),
        (".txt.txt", "txt.txt"),
        ("-rf.csv", "rf.csv"),
        ("x" * 300 + ".csv", "x" * 60 + ".csv"),
    ],
)
def test_a_name_is_made_plain(given, kept):
    assert plain_name(given) == kept


# Requests -----------------------------------------------------------------------------------------


def test_a_request_that_is_far_too_large_is_refused_before_anything_is_written(settings):
    settings.LARGEST_REQUEST = 2_000
    settings.MEGABYTE = 1_000
    file = SimpleUploadedFile("x.pdf", b"%PDF-" + b"0" * 3_000)
    answer = Client().post("/sign-in/", {"file": file})
    assert answer.status_code == 413
    assert "This site takes up to 2 megabytes at once" in answer.content.decode()
    assert b"".join(Client().post("/sign-in/", {"login": "x"})).count(b"<h1") == 1


@pytest.mark.parametrize(("count", "status"), [(20, 200), (21, 400)])
def test_a_request_of_very_many_files_is_refused(count, status):
    files = {f"file{n}": SimpleUploadedFile(f"{n}.txt", b"x") for n in range(count)}
    assert Client().post("/sign-in/", files).status_code == status
