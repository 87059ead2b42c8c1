"""What the reader says of a file: by field and line, what is wrong and what was expected."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from cms.publiccode.document import MOST_BYTES
from cms.publiccode.validating import read_publiccode
from tests.cms.publiccode.files import RIGHT, STORY, changed

REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "publiccode"


def wrong(data):
    """The errors as (line, field)."""
    return [(problem.line, problem.field) for problem in read_publiccode(data).errors]


def warned(data):
    return [problem.field for problem in read_publiccode(data).warnings]


def test_a_right_file_has_no_errors_and_all_its_values():
    reading = read_publiccode(RIGHT.encode())
    assert reading.ok
    assert reading.values["name"] == "Pothole Desk"
    assert reading.values["description"]["en"]["features"] == ["Sorts reports by ward"]
    assert reading.values["localisation"] == {
        "localisationReady": True,
        "availableLanguages": ["en"],
    }


def test_an_error_names_line_field_and_what_was_expected():
    [error] = read_publiccode(
        changed("developmentStatus: stable", "developmentStatus: production")
    ).errors
    assert (error.line, error.field) == (8, "developmentStatus")
    assert error.message == (
        "It says “production”: enter one of concept, development, beta, stable, obsolete"
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("name: Pothole Desk\n", "", (1, "name")),
        ("name: Pothole Desk", "name:", (2, "name")),
        ("name: Pothole Desk", "name: [a, b]", (2, "name")),
        ("https://github.com/marshgate/pothole-desk", "pothole-desk", (3, "url")),
        ("platforms:\n  - web", "platforms: web", (4, "platforms")),
        ("platforms:\n  - web", "platforms: []", (4, "platforms")),
        ("- workflow-management", "- potholes", (7, "categories[0]")),
        ("standalone/web", "website", (9, "softwareType")),
        ("  en:\n", "  english:\n", (11, "description.english")),
        ("    shortDescription", "    shortdescription", (12, "description.en.shortDescription")),
        (STORY, "Too short.", (13, "description.en.longDescription")),
        ("    features:\n      - Sorts reports by ward\n", "", (12, "description.en.features")),
        ("AGPL-3.0-or-later", "AGPLv3", (17, "legal.license")),
        ("AGPL-3.0-or-later", "", (17, "legal.license")),
        ("type: none", "type: commercial", (20, "maintenance.type")),
        ("type: none", "type: internal", (20, "maintenance.contacts")),
        ("type: none", "type: contract", (20, "maintenance.contractors")),
        ("localisationReady: true", "localisationReady: 'yes'", (22, "localisation.localisationReady")),
        ("    - en\n", "    - English\n", (24, "localisation.availableLanguages[0]")),
    ],
)  # fmt: skip
def test_each_field_is_checked_where_it_stands(old, new, expected):
    assert expected in wrong(changed(old, new))


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ("landingURL: pothole.example\n", "landingURL"),
        ("landingURL: ''\n", "landingURL"),
        ("roadmap: ftp://example.org/\n", "roadmap"),
        ("releaseDate: 2026-02-30\n", "releaseDate"),
        ("releaseDate: 31/03/2026\n", "releaseDate"),
        ("logo: /logo.svg\n", "logo"),
        ("isBasedOn: [not an address]\n", "isBasedOn[0]"),
        ("usedBy:\n  - name: Marshgate\n", "usedBy[0]"),
        ("organisation: {name: Marshgate}\n", "organisation.uri"),
        ("organisation: {uri: marshgate}\n", "organisation.uri"),
        ("fundedBy:\n  - name: Marshgate\n", "fundedBy[0].uri"),
        ("intendedAudience:\n  countries: [UK]\n", "intendedAudience.countries[0]"),
        ("intendedAudience:\n  scope: [councils]\n", "intendedAudience.scope[0]"),
        ("dependsOn:\n  open:\n    - version: '1'\n", "dependsOn.open[0].name"),
        ("dependsOn:\n  open:\n    - {name: a, optional: no}\n", "dependsOn.open[0].optional"),
        ("supports:\n  - id: alias:nothing\n", "supports[0].id"),
        ("inputTypes: [text]\n", "inputTypes[0]"),
        ("IT: {countryExtensionVersion: '0.3'}\n", "IT.countryExtensionVersion"),
        ("IT: {}\nit: {}\n", "it"),
    ],
)  # fmt: skip
def test_what_may_be_left_out_is_checked_where_it_is_there(more, field):
    assert [found for _, found in wrong(changed(more=more))] == [field]


@pytest.mark.parametrize(
    "more",
    [
        "landingURL:\n",
        "releaseDate: 2026-03-31\n",
        "usedBy: []\n",
        "organisation: {uri: 'urn:example:marshgate'}\n",
        "isBasedOn: https://github.com/other/tool\n",
        "dependsOn:\n  open:\n    - {name: PostgreSQL, versionMin: 14}\n",
        "supports:\n  - id: alias:gdpr\n  - id: https://example.org/standard\n",
        "IT: {countryExtensionVersion: '1.0'}\n",
        "logo: docs/logo.svg\n",
    ],
)
def test_what_the_standard_lets_pass_passes(more):
    assert wrong(changed(more=more)) == []


# Versions -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "version",
    ["0", "0.2", "0.2.0", "0.2.1", "0.2.2", "0.3", "0.3.0", "0.4", "0.4.0", "0.5", "0.5.0", "0.7",
     "0.7.0", "1"],
)  # fmt: skip
def test_each_version_of_the_standard_is_read(version):
    assert read_publiccode(changed('"0.5"', f'"{version}"')).ok


@pytest.mark.parametrize("version", ['"0.1"', '"0.6"', '"2"', "0.5", "1", "", "latest"])
def test_any_other_is_an_error_and_the_rest_is_read_all_the_same(version):
    reading = read_publiccode(changed('"0.5"', version))
    assert [(error.line, error.field) for error in reading.errors] == [(1, "publiccodeYmlVersion")]
    assert reading.values["name"] == "Pothole Desk"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("platforms:", "monochromeLogo: logo.svg\nplatforms:"),
        ("platforms:", "inputTypes: [text/csv]\nplatforms:"),
        ("platforms:", "outputTypes: [text/csv]\nplatforms:"),
        ("platforms:", "it: {}\nplatforms:"),
        ("    features", "    genericName: Desk\n    features"),
        ("  mainCopyright", "  repoOwner: Marshgate\n  mainCopyright"),
        ("  mainCopyright", "  authorsFile: AUTHORS\n  mainCopyright"),
    ],
)
def test_what_version_0_only_deprecates_version_1_does_not_know(old, new):
    in_version_0 = read_publiccode(changed(old, new))
    assert in_version_0.ok
    assert len(in_version_0.warnings) == 2  # of the key, and of the version
    in_version_1 = changed(old, new).replace(b'"0.5"', b'"1"')
    assert len(wrong(in_version_1)) == 1
    assert "no such key" in read_publiccode(in_version_1).errors[0].message


def test_small_letters_for_a_country_are_about_to_go():
    assert "intendedAudience.countries[0]" in warned(
        changed(more="intendedAudience:\n  countries: [gb]\n")
    )


def test_keys_that_the_standard_does_not_know_are_kept_and_told():
    reading = read_publiccode(changed(more="x-council:\n  ward: all\n  since: 2024\n"))
    assert reading.unknown == {"x-council": {"ward": "all", "since": "2024"}}
    assert [(error.line, error.field) for error in reading.errors] == [(25, "x-council")]


# Lengths, licences, languages ---------------------------------------------------------------------


@pytest.mark.parametrize("letter", ["x", "é", "e\u0301", "👩‍👩‍👧", "🇬🇧", "👍🏽"])
def test_what_a_reader_sees_as_one_letter_counts_as_one(letter):
    short = "Reports of potholes, sorted and sent to the crew that is nearest."
    assert read_publiccode(changed(short, letter * 150)).ok
    assert wrong(changed(short, letter * 151)) == [(12, "description.en.shortDescription")]


@pytest.mark.parametrize(
    ("licence", "right"),
    [
        ("MIT", True), ("mit", True), ("GPL-2.0+", True), ("MIT OR Apache-2.0", True),
        ("(MIT OR Apache-2.0) AND BSD-3-Clause", True), ("LicenseRef-council", True),
        ("DocumentRef-a:LicenseRef-b", True), ("GPL-2.0-only WITH Classpath-exception-2.0", True),
        ("EUPL-1.2", True), ("MIT or Apache-2.0", False), ("MIT Apache-2.0", False),
        ("MIT AND", False), ("(MIT", False), ("MIT)", False), ("MIT WITH MIT", False),
        ("Classpath-exception-2.0", False), ("GPL", False), ("Apache 2.0", False),
        ("proprietary", False), ("MIT/Apache-2.0", False), ("((" * 400 + "MIT", False),
    ],
)  # fmt: skip
def test_a_licence_is_one_of_spdx(licence, right):
    assert read_publiccode(changed("AGPL-3.0-or-later", f'"{licence}"')).ok is right


@pytest.mark.parametrize(
    ("language", "right"),
    [("en", True), ("en-GB", True), ("cy", True), ("zh-Hant-TW", True), ("no", True), ("sr-Latn", True),
     ("x-own", True), ("eng", False), ("en_GB", False), ("English", False), ("zz", False), ("e", False)],
)  # fmt: skip
def test_a_language_is_one_by_its_code(language, right):
    assert read_publiccode(changed("    - en\n", f'    - "{language}"\n')).ok is right


@pytest.mark.parametrize(
    ("address", "right"),
    [("https://www.youtube.com/watch?v=a1", True), ("https://youtu.be/a1", True),
     ("https://vimeo.com/12", True), ("https://youtube.com/a1", False),
     ("https://example.org/film", False), ("film", False)],
)  # fmt: skip
def test_a_video_is_at_a_service_that_others_can_embed(address, right):
    data = changed("    features", f"    videos: ['{address}']\n    features")
    assert read_publiccode(data).ok is right


# People -------------------------------------------------------------------------------------------


def test_no_message_repeats_what_may_be_somebodys_address():
    contact = "type: internal\n  contacts:\n    - {name: Ann Other, email: 'ann at marshgate', phone: [1]}"
    reading = read_publiccode(changed("type: none", contact))
    assert len(reading.errors) == 2
    assert "ann at" not in repr(reading.errors)


# What is built to do harm, or is no YAML ----------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"a: [1\nb: 2\n", 2),
        (b"a:\n\t- b\n", 2),
        (b"a: 'b\n", 2),
        (b"a: *nothing\n", 1),
        (b"a: b\nc: \xff\n", 2),
        (b"a: \x00\n", 1),
        (b"[a]: b\n", 1),
        (b"", 1),
        (b"only words", 1),
        (b"- a\n", 1),
    ],
)
def test_what_is_no_file_of_keys_says_from_where_on(data, line):
    reading = read_publiccode(data)
    assert not reading.readable
    assert [error.line for error in reading.errors] == [line]


def test_a_key_that_is_there_twice_is_told_and_read_once():
    reading = read_publiccode(changed(more="name: Another\n"))
    assert [(error.line, error.field) for error in reading.errors] == [(25, "name")]
    assert reading.values["name"] == "Pothole Desk"


def test_of_several_documents_the_first_is_read():
    reading = read_publiccode(changed(more="---\nname: Another\n"))
    assert [error.line for error in reading.errors] == [25]
    assert reading.values["name"] == "Pothole Desk"


def test_aliases_and_merged_keys_are_read():
    data = changed(
        "name: Pothole Desk",
        "name: &name Pothole Desk\napplicationSuite: *name",
        more="organisation:\n  <<: {uri: 'https://marshgate.example'}\n  name: *name\n",
    )
    reading = read_publiccode(data)
    assert reading.ok
    assert reading.values["organisation"] == {
        "name": "Pothole Desk",
        "uri": "https://marshgate.example",
    }


def bomb(width=10, depth=9):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * width)}]" for n in range(1, depth)]
    return "\n".join(lines).encode()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (bomb(), "aliases written out"),
        (b"a: &a [*a]\n", "stands for nothing"),
        (b"a: " + b"[" * 5_000 + b"]" * 5_000, "nested"),
        (b"".join(b" " * n + b"a:\n" for n in range(200)), "nested"),
        (b"a: [" + b"x," * 100_000 + b"]", "more than"),
        (b"a: " + b"x" * MOST_BYTES, "longer than"),
    ],
    ids=["bomb", "loop", "deep", "deep by lines", "many", "long"],
)
def test_what_is_built_to_do_harm_is_refused_in_good_time(data, why):
    began = time.process_time()
    reading = read_publiccode(data)
    assert not reading.readable
    assert why in reading.errors[0].message
    assert time.process_time() - began < 20


# Real files ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real():
    if not REAL.is_dir():
        pytest.skip("../shared/data/publiccode is not beside this checkout")
    return {path.name: read_publiccode(path.read_bytes()) for path in sorted(REAL.glob("*.yml"))}


def test_real_files_are_read_but_for_the_one_that_is_no_yaml(real):
    assert len(real) == 33
    assert [name for name, reading in real.items() if not reading.readable] == [
        "Azienda-USL-di-Bologna__DAE-RespondER.publiccode.yml"
    ]


def test_every_error_of_a_real_file_has_its_line_and_field(real):
    for reading in real.values():
        for error in reading.errors:
            assert error.line > 0
            assert error.field or not reading.readable


def test_as_many_real_files_are_right_as_the_standards_own_validator_says(real):
    """Measured with italia/publiccode-parser-go 5.4.3 without network and files."""
    assert sum(reading.ok for reading in real.values()) == 16


def test_characters_that_no_database_takes_are_left_out():
    data = changed("name: Pothole Desk", 'name: "Pot\\0hole \\u202EDesk"', more='x: "\\ud800"\n')
    reading = read_publiccode(data)
    assert reading.values["name"] == "Pothole Desk"
    assert reading.unknown == {"x": ""}


def test_a_tab_is_called_a_tab():
    [error] = read_publiccode(changed("  en:", "\ten:")).errors
    assert error.line == 11
    assert "a tab stands here" in error.message
