"""Council pages (below councils/), and at the root suppliers, an organisation's people, the ways in, and
the switch of whom one acts for."""

from django.urls import path

from marketplace.organisations.views import acting, councils, joining, people, vendors

urlpatterns = [
    path("", councils.councils, name="councils"),
    path("<slug:slug>/", councils.council, name="council"),
]

of_suppliers = [
    path("suppliers/", vendors.vendors, name="vendors"),
    path("suppliers/register/", vendors.register, name="vendor-register"),
    path("suppliers/<slug:slug>/", vendors.vendor, name="vendor"),
]

ways_in = [
    path("join/", joining.join, name="join"),
    path("join/<int:pk>/withdraw/", joining.take_back, name="join-withdraw"),
    path("invitations/<str:token>/", joining.invitation, name="invitation"),
]

PEOPLE = "organisations/<slug:slug>/people/"
of_people = [
    path(PEOPLE, people.people, name="organisation-people"),
    path(PEOPLE + "invite/", people.invite, name="organisation-invite"),
    path(
        PEOPLE + "invitations/<int:pk>/", people.answer_invitation, name="organisation-invitation"
    ),
    path(PEOPLE + "requests/<int:pk>/", people.answer_request, name="organisation-request"),
    path(
        PEOPLE + "delegations/<int:pk>/end/",
        people.end_delegation,
        name="organisation-delegation-end",
    ),
    path(PEOPLE + "<int:pk>/", people.person, name="organisation-person"),
    path(PEOPLE + "<int:pk>/remove/", people.remove, name="organisation-remove"),
    path(PEOPLE + "<int:pk>/delegate/", people.delegate, name="organisation-delegate"),
    path("organisations/<slug:slug>/leave/", joining.leave, name="organisation-leave"),
    path("organisations/<slug:slug>/follow/", joining.follow, name="organisation-follow"),
]

acting_urlpatterns = [
    *of_suppliers,
    *ways_in,
    *of_people,
    path("acting-for/", acting.acting_for, name="acting-for"),
]
