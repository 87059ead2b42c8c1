"""Those of the empty site, with the listed pages."""

from benchmarks.peers.empty.settings import *  # noqa: F403
from benchmarks.peers.empty.settings import DATABASES
from benchmarks.peers.empty.settings import INSTALLED_APPS as EMPTY_APPS

INSTALLED_APPS = ["benchmarks.peers.wagtail_search", "django.contrib.postgres", *EMPTY_APPS]
ROOT_URLCONF = "benchmarks.peers.wagtail_search.urls"
# The same as ours has.
DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c jit=off"
