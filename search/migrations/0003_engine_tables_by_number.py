"""The engine's tables anew: on SQLite, rows are now found by their number in one step; on PostgreSQL,
what ranks and is counted stands beside the lexemes. What they hold is made from the listings by the
set-up that follows a migration; a process of the release before cannot write to them."""

from django.db import migrations

from search.engines.database.tables import Tables


def remake(apps, schema_editor):
    Tables().drop()
    Tables().create()


class Migration(migrations.Migration):
    dependencies = [("search", "0002_engine_tables")]

    operations = [migrations.RunPython(remake, migrations.RunPython.noop)]
