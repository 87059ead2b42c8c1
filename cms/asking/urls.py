"""Where readers write about a solution, by its number: a page's address may change, and what lies below it
is Wagtail's."""

from django.urls import path

from cms.asking import views

urlpatterns = [
    path("ask/<int:pk>/", views.ask, name="ask"),
    path("correct/<int:pk>/", views.correct, name="correct"),
    path("messages/", views.messages, name="messages"),
    path("messages/<int:pk>/", views.message, name="message"),
    path("messages/<int:pk>/decide/", views.decide, name="message-decide"),
]
