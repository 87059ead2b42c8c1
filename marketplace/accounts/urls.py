"""Signing in and out: only the allauth views that are dressed in our look are routed."""

from allauth.account import views as allauth
from django.urls import path

urlpatterns = [
    path("sign-in/", allauth.login, name="account_login"),
    path("sign-out/", allauth.logout, name="account_logout"),
    path("sign-in/inactive/", allauth.account_inactive, name="account_inactive"),
]
