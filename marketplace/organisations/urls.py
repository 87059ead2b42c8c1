"""Council pages (below councils/), and the switch of whom one acts for (at the root)."""

from django.urls import path

from marketplace.organisations import views

urlpatterns = [
    path("", views.councils, name="councils"),
    path("<slug:slug>/", views.council, name="council"),
]

acting_urlpatterns = [
    path("acting-for/", views.acting_for, name="acting-for"),
]
