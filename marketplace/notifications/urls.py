"""Where a demonstration shows what it has sent."""

from django.urls import path

from marketplace.notifications import views

urlpatterns = [
    path("", views.sent_mails, name="sent-mail"),
    path("<int:mail_id>/", views.sent_mail, name="sent-mail-one"),
    path("<int:mail_id>/html/", views.sent_mail_html, name="sent-mail-html"),
]
