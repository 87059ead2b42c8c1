"""Asks the web server of this machine whether it is ready; exits with 1 where it is not. Run by its
path (`python -I marketplace/config/healthy.py`) it loads neither Django nor the site."""

from __future__ import annotations

import os
import sys
import urllib.error
import urllib.parse
import urllib.request

if __name__ == "__main__":
    site = urllib.parse.urlsplit(os.environ["SITE_URL"])
    request = urllib.request.Request(
        f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/health/ready/",
        # As the proxy would ask: the site answers to its own name alone, and leads http to https.
        headers={"Host": site.netloc, "X-Forwarded-Proto": site.scheme},
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            sys.exit(answer.status != 200)
    except OSError as error:
        detail = error.read(2000).decode() if isinstance(error, urllib.error.HTTPError) else ""
        sys.exit(f"Not ready: {error} {detail}".strip())
