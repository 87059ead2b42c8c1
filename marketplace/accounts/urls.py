"""Signing in and out, and a person's own page. Of allauth only the views that are dressed in our
look are routed."""

from allauth.account import views as allauth
from django.urls import path

from marketplace.accounts import views

urlpatterns = [
    path("sign-in/", allauth.login, name="account_login"),
    path("sign-in/inactive/", allauth.account_inactive, name="account_inactive"),
    path("sign-out/", allauth.logout, name="account_logout"),
    path("you/", views.you, name="you"),
]
