"""The database engine's own tables. Nothing is lost with them: they are made anew from the listings
by `manage.py search_rebuild`."""

from django.db import migrations

from search.engines.database.tables import Tables


def create(apps, schema_editor):
    Tables().create()


def drop(apps, schema_editor):
    Tables().drop()


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
