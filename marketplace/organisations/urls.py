"""Council pages."""

urlpatterns: list = []
