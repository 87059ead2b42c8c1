"""One address."""

from django.urls import path

from benchmarks.peers.wagtail_search.views import search

urlpatterns = [path("", search)]
