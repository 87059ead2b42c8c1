"""Much goes at once: the examples, or everything in a flush."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from marketplace.core.signals import send_findable_changed
from search import engines
from tests.factories.catalogue import ClaimFactory
from tests.factories.organisations import CouncilFactory
from tests.search.shown import found, holds, solution, study_of


@pytest.mark.django_db
def test_removing_the_examples_leaves_none():
    council = CouncilFactory(name="Fernshire Council", is_example=True)
    send_findable_changed("council", [council.pk])
    example = study_of("Damp kestrels", organisation=council, is_example=True)
    ClaimFactory(solution=example)
    example.save()
    real = study_of("Damp")
    assert holds()
    assert len(found(examples={"example"})) == 2
    call_command("remove_examples", verbosity=0)
    assert holds()
    assert found() == {solution(real)}
    assert engines.database.suggest("kestrels") == []


@pytest.mark.django_db(transaction=True)
def test_after_a_flush_the_engine_holds_nothing(live_site):
    study_of("Damp")
    assert found("damp")
    call_command("flush", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        for name in engines.database.tables.parts:
            cursor.execute(f"SELECT count(*) FROM {name}")  # noqa: S608
            assert cursor.fetchone() == (0,), name
    call_command("setup_site", "--bare", verbosity=0)
    study_of("Damp")
    assert holds()
