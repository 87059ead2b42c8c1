"""The door for a web server; it stays shut on a site without its settings."""

import os

from django.core.wsgi import get_wsgi_application

from marketplace.config import checks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings")

application = get_wsgi_application()
checks.insist_on_settings()
