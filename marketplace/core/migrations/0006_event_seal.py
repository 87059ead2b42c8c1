"""Seals of events. PostgreSQL refuses to change or delete one, whoever asks."""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION core_eventseal_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Seals are final: core_eventseal takes new rows only, no %', TG_OP
    USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER core_eventseal_is_final BEFORE UPDATE OR DELETE ON core_eventseal
  FOR EACH STATEMENT EXECUTE FUNCTION core_eventseal_is_final();
"""
BACKWARD = """
DROP TRIGGER core_eventseal_is_final ON core_eventseal;
DROP FUNCTION core_eventseal_is_final();
"""


def _on_postgresql(sql):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql, params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [("core", "0005_event_by_actor")]

    operations = [
        migrations.CreateModel(
            name="EventSeal",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                ("hash", models.CharField(max_length=64)),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seal",
                        to="core.event",
                    ),
                ),
            ],
            options={"base_manager_name": "objects"},
        ),
        migrations.RunPython(_on_postgresql(FORWARD), _on_postgresql(BACKWARD)),
    ]
