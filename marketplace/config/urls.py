"""The addresses of the site. The doors to signing in other than ours are closed before Wagtail's
own addresses come."""

from django.conf import settings
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps import Sitemap
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from marketplace.accounts import doors
from marketplace.config import health
from marketplace.config.media import serve_document, serve_media
from marketplace.config.robots import robots
from marketplace.config.sitemaps import at_our_address
from marketplace.organisations.sitemaps import CouncilSitemap, VendorSitemap
from marketplace.organisations.urls import acting_urlpatterns

handler404 = "marketplace.config.errors.not_found"
handler500 = "marketplace.config.errors.server_error"
handler403 = "marketplace.config.errors.forbidden"
handler400 = "marketplace.config.errors.bad_request"
handler429 = "marketplace.config.errors.too_many"  # allauth looks here

urlpatterns = [
    path("", include("marketplace.accounts.urls")),
    path("", include("marketplace.accounts.privacy.urls")),
    path("councils/", include("marketplace.organisations.urls")),
    path("search/", include("search.urls")),
    path("", include("cms.asking.urls")),
    path("", include(acting_urlpatterns)),
    # One door: whatever Wagtail would sign people in by leads to ours.
    path("admin/login/", doors.to_sign_in),
    path("_util/login/", doors.to_sign_in),
    path("admin/logout/", doors.to_sign_out),
    re_path(r"^admin/password_reset/", doors.closed),
    re_path(r"^admin/account/", RedirectView.as_view(url="/you/")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/<int:document_id>/<str:document_filename>", serve_document),
    path("documents/", include(wagtaildocs_urls)),
    path("media/<path:path>", serve_media, name="media"),
    path(
        "sitemap.xml",
        sitemap,
        {
            "sitemaps": {
                "pages": Sitemap,
                "councils": at_our_address(CouncilSitemap),
                "suppliers": at_our_address(VendorSitemap),
            }
        },
    ),
    path("robots.txt", robots),
    path("health/", health.alive, name="health"),
    path("health/ready/", health.ready, name="health-ready"),
    path("favicon.ico", RedirectView.as_view(url="/static/favicon.svg", permanent=True)),
    path("", include(wagtail_urls)),
]

if settings.DEMO:
    # What it has sent, for whoever sits at this machine: its addresses come before the pages'.
    urlpatterns.insert(0, path("sent-mail/", include("marketplace.notifications.urls")))
