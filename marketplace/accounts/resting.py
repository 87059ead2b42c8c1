"""What rests on a person's address in the slices above: told beforehand, and ended with it."""

from __future__ import annotations

from marketplace.core import registry
from marketplace.core.actor import Actor


def endings(user_id: int, email: str = "") -> list[registry.Ending]:
    """What would end if a person had that address instead; without one, what an address that nobody
    knows would end."""
    return [each for rests in registry.rest_on_addresses for each in rests.endings(user_id, email)]


def hold(user_id: int) -> None:
    """Before the first write of a change of address, in its transaction: what is above people is
    locked before them."""
    for rests in registry.rest_on_addresses:
        rests.hold(user_id)


def end(user_id: int, actor: Actor) -> None:
    """End what none of a person's confirmed addresses bears any more. Raises CannotEndYet."""
    for rests in registry.rest_on_addresses:
        rests.end(user_id, actor)
