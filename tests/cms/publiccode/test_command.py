"""manage.py import_publiccode: what it takes in, what it says, and how it ends."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cms.models import PubliccodeSource, ToolPage
from marketplace.core import fetching
from marketplace.core.models import Event
from tests.cms.publiccode.files import RIGHT, changed
from tests.core.servers import leads_to, says, web_server

pytestmark = pytest.mark.django_db

REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "publiccode"


def run(*places, **options):
    """What the command says, and whether all went in."""
    out = io.StringIO()
    try:
        call_command("import_publiccode", *map(str, places), stdout=out, **options)
    except CommandError:
        return out.getvalue(), False
    return out.getvalue(), True


def lines(said):
    return [json.loads(line) for line in said.splitlines()]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "publiccode.yml").write_text(RIGHT)
    (tmp_path / "mudford").mkdir()
    other = RIGHT.replace("marshgate/", "mudford/").replace("Pothole Desk", "Lamp Desk")
    (tmp_path / "mudford" / "publiccode.yml").write_text(other)
    (tmp_path / "notes.txt").write_text("no file of ours")
    return tmp_path


def test_a_folder_of_files_is_taken_in_with_a_summary(folder):
    said, whole = run(folder)
    assert whole
    assert "“Pothole Desk” (draft)" in said
    assert said.splitlines()[-1] == "2 files: 2 page made."
    assert ToolPage.objects.count() == 2


def test_a_single_file_and_live(folder):
    said, whole = run(folder / "publiccode.yml", live=True)
    assert whole
    assert "“Pothole Desk” (public)" in said
    assert ToolPage.objects.get().live


def test_what_is_left_out_is_told_by_line_and_field_and_the_command_fails(folder):
    (folder / "publiccode.yml").write_bytes(changed("- workflow-management", "- potholes"))
    said, whole = run(folder)
    assert not whole
    assert (
        "  line 7, categories[0]: It says “potholes”: enter a word of the standard’s list" in said
    )
    assert ToolPage.objects.count() == 2


def test_check_writes_nothing(folder):
    said, whole = run(folder, check=True)
    assert whole
    assert "2 right" in said
    assert not ToolPage.objects.exists()
    assert not PubliccodeSource.objects.exists()


def test_json_is_one_line_for_each_file_with_just_these_keys(folder):
    (folder / "publiccode.yml").write_bytes(changed("type: none", "type: commercial"))
    said, whole = run(folder, check=True, json=True)
    assert not whole
    right, wrong = lines(said)
    assert right["ok"] is True
    assert set(wrong) == {"file", "ok", "errors", "warnings"}
    assert wrong["file"].endswith("publiccode.yml")
    assert wrong["ok"] is False
    [error] = wrong["errors"]
    assert (error["line"], error["field"]) == (20, "maintenance.type")
    assert "internal, contract, community, none" in error["message"]
    assert wrong["warnings"][0]["field"] == "publiccodeYmlVersion"


def test_json_of_an_import_says_what_became_of_the_page_and_what_an_editor_kept(folder):
    run(folder / "publiccode.yml")
    draft = ToolPage.objects.get().get_latest_revision_as_object()
    draft.summary = "In our words"
    draft.save_revision(clean=False)
    [told] = lines(run(folder / "publiccode.yml", json=True)[0])
    assert (told["result"], told["kept"], told["page"]) == ("unchanged", ["summary"], draft.pk)


def test_of_two_files_of_one_repository_the_first_is_taken_every_time(tmp_path):
    (tmp_path / "a.yml").write_text(RIGHT)
    (tmp_path / "b.yml").write_text(RIGHT.replace("Pothole Desk", "The same"))
    said, whole = run(tmp_path)
    assert not whole
    assert "the same url as" in said
    events = Event.objects.count()
    run(tmp_path)
    assert Event.objects.count() == events
    assert ToolPage.objects.get().title == "Pothole Desk"


@pytest.mark.parametrize("name", ["nothing.yml", "empty"])
def test_where_there_is_nothing_to_read_it_says_so(tmp_path, name):
    (tmp_path / "empty").mkdir()
    said, whole = run(tmp_path / name)
    assert not whole
    assert "cannot be read" in said or "no file in this folder" in said


def test_a_huge_file_is_refused_without_reading_it_whole(tmp_path):
    with (tmp_path / "huge.yml").open("wb") as huge:
        huge.truncate(50_000_000)
    began = time.process_time()
    said, whole = run(tmp_path / "huge.yml")
    assert time.process_time() - began < 2
    assert not whole
    assert "longer than" in said


def test_what_is_no_plain_file_is_not_opened():
    said, whole = run("/dev/zero")
    assert not whole
    assert "neither a file nor a folder" in said


# From an address ----------------------------------------------------------------------------------


def test_a_file_at_an_address(settings):
    settings.FETCH_FROM_LOOPBACK = True
    with web_server({"/raw/publiccode.yml": says(RIGHT.encode())}) as at:
        _, whole = run(f"{at}/raw/publiccode.yml")
    assert whole
    assert PubliccodeSource.objects.get().address == f"{at}/raw/publiccode.yml"
    assert ToolPage.objects.get().source_url == f"{at}/raw/publiccode.yml"


def test_a_web_page_about_the_file_is_not_the_file(settings):
    settings.FETCH_FROM_LOOPBACK = True
    with web_server({"/": says(b"<html>", Content_Type="text/html; charset=utf-8")}) as at:
        said, whole = run(f"{at}/")
    assert not whole
    assert "This is a web page" in said


WEB_PAGE = b"\n<!DOCTYPE html>\n<html><title>publiccode.yml</title></html>"


@pytest.mark.parametrize(
    ("path", "raw"),
    [
        ("/council/tool/blob/main/publiccode.yml", "/council/tool/raw/main/publiccode.yml"),
        ("/council/tool/-/blob/main/publiccode.yml", "/council/tool/-/raw/main/publiccode.yml"),
        ("/council/tool/src/branch/main/publiccode.yml", "/council/tool/raw/branch/main/publiccode.yml"),
    ],
)  # fmt: skip
def test_a_web_page_that_shows_the_file_says_where_the_file_itself_is(settings, path, raw):
    settings.FETCH_FROM_LOOPBACK = True
    with web_server({path: says(WEB_PAGE, Content_Type="application/octet-stream")}) as at:
        said, whole = run(f"{at}{path}")
    assert not whole
    assert f"It may be {at}{raw}" in said


def test_a_web_page_that_was_saved_as_the_file_is_no_yaml_and_says_so(tmp_path):
    (tmp_path / "publiccode.yml").write_bytes(b"\xef\xbb\xbf" + WEB_PAGE)
    said, whole = run(tmp_path)
    assert not whole
    assert "This is a web page and no publiccode.yml" in said


def test_the_address_of_a_repository_leads_to_its_file(monkeypatch):
    asked = []

    def nothing(address, **how):
        asked.append(address)
        raise fetching.FetchFailed("Nobody answers")

    monkeypatch.setattr(fetching, "fetch", nothing)
    said, _ = run("https://github.com/council/tool")
    [address] = asked
    assert address == "https://raw.githubusercontent.com/council/tool/HEAD/publiccode.yml"
    assert f"Nobody answers. It was looked for at {address}: if it is elsewhere" in said
    assert said.startswith("https://github.com/council/tool: no page")


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1/x.yml", "https://127.0.0.1/x.yml", "https://[::1]/x.yml", "file:///etc/passwd"]
)  # fmt: skip
def test_addresses_inside_are_refused(address):
    said, whole = run(address)
    assert not whole
    assert "page made" not in said


@pytest.mark.parametrize(
    ("inside", "why"),
    [
        ("https://10.0.0.1/publiccode.yml", "public internet"),
        ("https://169.254.169.254/latest/meta-data/", "public internet"),
        ("https://[fd00::1]/publiccode.yml", "public internet"),
        ("file:///etc/passwd", "starts with https://"),
    ],
)
def test_a_redirect_to_an_address_inside_is_refused(settings, inside, why):
    settings.FETCH_FROM_LOOPBACK = True
    with web_server({"/": leads_to(inside)}) as at:
        said, whole = run(f"{at}/")
    assert not whole
    assert why in said


@pytest.mark.parametrize("address", ["http://[", "https://a:b:c/x", "https://exa mple/x", "://"])
def test_what_is_no_address_says_so(address):
    said, whole = run(address)
    assert not whole
    assert "https://" in said


# Real files ---------------------------------------------------------------------------------------


def test_every_real_file_that_can_be_read_is_a_page_and_twice_the_same():
    if not REAL.is_dir():
        pytest.skip("../shared/data/publiccode is not beside this checkout")
    said, whole = run(REAL, json=True)
    assert not whole
    told = {Path(line["file"]).name: line for line in lines(said)}
    assert {name for name, line in told.items() if line["result"] != "created"} == {
        "Azienda-USL-di-Bologna__DAE-RespondER.publiccode.yml",  # no YAML
        "example.minimal.yml",  # of the same repository as example.full.yml
    }
    assert ToolPage.objects.count() == 31
    events = Event.objects.count()
    again, _ = run(REAL, json=True)
    assert {line["result"] for line in lines(again)} == {"unchanged", "refused"}
    assert not [line for line in lines(again) if line["kept"]]
    assert Event.objects.count() == events
