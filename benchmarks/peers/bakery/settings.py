"""Those that the demo has for production, without https and with a folder of its own."""

import os
from pathlib import Path

from bakerydemo.settings.production import *

VAR_DIR = Path(os.environ["VAR_DIR"])
STATIC_ROOT = str(VAR_DIR / "static")
MEDIA_ROOT = str(VAR_DIR / "media")
ALLOWED_HOSTS = ["127.0.0.1"]
SECURE_SSL_REDIRECT = False
