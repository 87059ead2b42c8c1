"""Addresses of what is held: for everybody, and for oneself."""

from django.urls import path

from marketplace.accounts.privacy import views

urlpatterns = [
    path("privacy/what-is-held/", views.what_is_held, name="what-is-held"),
    path("privacy/erased/", views.erased, name="erased"),
    path("you/data/", views.your_data, name="your-data"),
    path("you/data/copy/", views.your_copy, name="your-copy"),
    path("you/data/leave/", views.leave, name="leave"),
]
