"""The registries: in order, one of each name, closed once the apps are ready."""

from __future__ import annotations

import datetime as dt

import pytest

from marketplace.config import schedule
from marketplace.core import registry
from marketplace.core.registry import AlreadyRegistered, DueWork, Panel, Registry, RegistryClosed


def panel(name: str, place: str = "nav", order: int = 0) -> Panel:
    return Panel(name, place, order, "components/nav_item.html", lambda thing, request: None)


def panels() -> Registry[Panel]:
    return Registry("panels", key=lambda p: p.name, order=lambda p: (p.place, p.order))


def test_things_come_in_their_order_whenever_they_registered():
    held = panels()
    for name, place, order in (("c", "nav", 9), ("a", "nav", 1), ("b", "home", 5)):
        held.register(panel(name, place, order))
    held.close()
    assert [each.name for each in held] == ["b", "a", "c"]
    assert held.get("a").order == 1
    with pytest.raises(KeyError):
        held.get("z")


def test_two_things_never_share_a_name():
    held = panels()
    held.register(panel("a"))
    with pytest.raises(AlreadyRegistered, match="a"):
        held.register(panel("a", order=2))


def test_nothing_registers_once_the_apps_are_ready():
    held = panels()
    held.close()
    with pytest.raises(RegistryClosed):
        held.register(panel("a"))
    for each in registry.ALL:
        with pytest.raises(RegistryClosed):
            each.register(object())


def test_a_panel_for_a_place_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="cellar"):
        panel("a", place="cellar")
    with pytest.raises(ValueError, match="cellar"):
        registry.panels_at("cellar")


def test_the_schedule_of_celery_is_derived_from_the_due_work():
    beat = schedule.beat_schedule()
    assert set(beat) == {work.name for work in registry.due_work}
    assert beat, "the apps are ready, so there is due work"
    entry = beat["publish_scheduled"]
    assert entry["args"] == ("publish_scheduled",)
    assert entry["schedule"] == dt.timedelta(minutes=1)
    assert entry["options"] == {"expires": 60}, "what no worker took is not done twice later"


def test_what_is_registered_cannot_be_changed():
    work = DueWork("sweep", print, dt.timedelta(minutes=1))
    with pytest.raises(AttributeError):
        work.name = "other"  # type: ignore[misc]
