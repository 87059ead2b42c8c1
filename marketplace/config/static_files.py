"""Static files by names that change with what is in them, each address worked out once."""

from __future__ import annotations

from functools import cache
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """A page names a dozen files, and to put their addresses together took it longer than its
    statements. The manifest is read when the process starts, so they cannot change under it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.url = cache(super().url)
