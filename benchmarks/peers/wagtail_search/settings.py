"""Those of the empty site, with the listed pages."""

from benchmarks.peers.empty import settings as empty
from benchmarks.peers.empty.settings import *

INSTALLED_APPS = [
    "benchmarks.peers.wagtail_search",
    "django.contrib.postgres",
    *empty.INSTALLED_APPS,
]
ROOT_URLCONF = "benchmarks.peers.wagtail_search.urls"
# The same as ours has.
empty.DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c jit=off"
