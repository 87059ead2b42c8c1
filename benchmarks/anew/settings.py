"""Those of the site, with every drawing forgotten."""

from marketplace.config import settings as real
from marketplace.config.settings import *

MIDDLEWARE = ["benchmarks.anew.middleware.forgetting", *real.MIDDLEWARE]
