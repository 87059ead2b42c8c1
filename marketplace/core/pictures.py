"""A picture that somebody uploads, drawn anew: nothing of the file remains but what can be seen."""

from __future__ import annotations

import io
from typing import Any, BinaryIO

from PIL import Image, ImageCms, ImageOps

# How each kind is written again. A photograph loses as little as nobody sees.
_HOW: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 90, "optimize": True},
    "PNG": {"optimize": True},
    "GIF": {"optimize": True},
    "WEBP": {"quality": 90, "method": 4},
}
KINDS = frozenset(_HOW)
# What of a file belongs to how it is drawn: see-through colours, and how an animation runs.
_DRAWN = frozenset({"transparency", "duration", "loop", "disposal", "blend"})


class Unreadable(Exception):
    """The file is no picture of a kind that is taken, or is damaged."""


def drawn_anew(file: BinaryIO) -> bytes:
    """The picture in the kind that it is (one of KINDS), upright, in the colours of a screen, and
    without anything else that its file held: the place where it was taken, the camera, comments, a
    preview, bytes after its end. The caller has made sure that it has not too many pixels. Raises
    Unreadable."""
    file.seek(0)
    try:
        with Image.open(file, formats=sorted(KINDS)) as picture:
            kind = str(picture.format)
            moving = getattr(picture, "n_frames", 1) > 1
            written = io.BytesIO()
            if moving:
                _write_moving(picture, kind, written)
            else:
                _plain(picture, kind).save(written, kind, **_HOW[kind])
    # Pillow's readers raise whatever a damaged file leads them to.
    except Exception as error:
        raise Unreadable from error
    finally:
        file.seek(0)
    return written.getvalue()


def _plain(picture: Image.Image, kind: str) -> Image.Image:
    upright = ImageOps.exif_transpose(picture)
    shown = _in_screen_colours(upright, kind)
    shown.info = {name: value for name, value in upright.info.items() if name in _DRAWN}
    return shown


def _in_screen_colours(picture: Image.Image, kind: str) -> Image.Image:
    """As sRGB, which whoever finds no profile takes a picture for."""
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "RGBA", "CMYK"):
        mode = "RGBA" if picture.mode == "RGBA" else "RGB"
        held = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        try:
            converted = ImageCms.profileToProfile(
                picture, held, ImageCms.createProfile("sRGB"), outputMode=mode
            )
        except ImageCms.PyCMSError:  # the profile is of something else: the colours stay
            converted = None
        if converted is not None:
            return converted
    if kind == "JPEG" and picture.mode not in ("RGB", "L"):
        return picture.convert("RGB")
    return picture.copy()


def _write_moving(picture: Image.Image, kind: str, written: BinaryIO) -> None:
    frames, durations = [], []
    for number in range(picture.n_frames):  # type: ignore[attr-defined]  # of a moving picture
        picture.seek(number)
        durations.append(int(picture.info.get("duration", 100)))
        frame = picture.convert("RGBA")
        frame.info = {}
        frames.append(frame)
    first, *others = frames
    first.save(
        written,
        kind,
        save_all=True,
        append_images=others,
        duration=durations,
        loop=picture.info.get("loop", 0),
        **({"disposal": 2} if kind == "GIF" else {}),
        **_HOW[kind],
    )
