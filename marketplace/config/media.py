"""Uploaded files, the same way in every mode: never executed, pictures inline, the rest to keep."""

from __future__ import annotations

import mimetypes
import posixpath
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils._os import safe_join
from wagtail.documents.views import serve as documents

SHOWN_INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"})


def serve_media(request: HttpRequest, path: str) -> HttpResponseBase:
    """One uploaded file. Renditions never change under their name and may be kept for a year.

    Documents have a view of their own that knows page privacy, so their folder is not served here.
    """
    clean = posixpath.normpath(path)
    if clean.startswith("documents/"):
        raise Http404
    try:
        full = Path(safe_join(settings.MEDIA_ROOT, clean))
        handle = full.open("rb")  # FileResponse closes it
    except (SuspiciousFileOperation, OSError, ValueError):
        raise Http404 from None
    kind = mimetypes.guess_type(full.name)[0] or "application/octet-stream"
    response = FileResponse(handle, content_type=kind, as_attachment=kind not in SHOWN_INLINE)
    response["X-Content-Type-Options"] = "nosniff"
    if clean.startswith("images/"):
        response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def serve_document(
    request: HttpRequest, document_id: int, document_filename: str
) -> HttpResponseBase:
    """A document by Wagtail's own view, which knows page privacy, without the header
    "Content-Encoding: None" that it sends where it knows no encoding."""
    response: HttpResponseBase = documents.serve(request, document_id, document_filename)
    if response.headers.get("Content-Encoding") == "None":
        del response.headers["Content-Encoding"]
    return response
