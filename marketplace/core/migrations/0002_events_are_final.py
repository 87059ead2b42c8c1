"""PostgreSQL refuses to change or delete an event, whoever asks."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION core_event_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Events are final: core_event takes new rows only, no %', TG_OP
    USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER core_event_is_final BEFORE UPDATE OR DELETE ON core_event
  FOR EACH STATEMENT EXECUTE FUNCTION core_event_is_final();
"""
BACKWARD = """
DROP TRIGGER core_event_is_final ON core_event;
DROP FUNCTION core_event_is_final();
"""


def _on_postgresql(sql):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql, params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RunPython(_on_postgresql(FORWARD), _on_postgresql(BACKWARD)),
    ]
