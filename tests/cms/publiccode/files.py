"""Small publiccode.yml files, written by the tests that read them."""

from __future__ import annotations

STORY = (
    "Potholes are reported on a map, sorted by ward and by risk, and handed to the crew that is"
    " nearest. The crew closes each report with a picture, and whoever reported it is told."
)

RIGHT = f"""publiccodeYmlVersion: "0.5"
name: Pothole Desk
url: https://github.com/marshgate/pothole-desk
platforms:
  - web
categories:
  - workflow-management
developmentStatus: stable
softwareType: standalone/web
description:
  en:
    shortDescription: Reports of potholes, sorted and sent to the crew that is nearest.
    longDescription: {STORY}
    features:
      - Sorts reports by ward
legal:
  license: AGPL-3.0-or-later
  mainCopyrightOwner: Marshgate Council
maintenance:
  type: none
localisation:
  localisationReady: true
  availableLanguages:
    - en
"""


def changed(old: str = "", new: str = "", *, more: str = "") -> bytes:
    """The right file with one piece of text put in another's place, and more at its end."""
    assert old in RIGHT, f"not in the file: {old}"
    return (RIGHT.replace(old, new, 1) + more if old else RIGHT + more).encode()
