"""A merge of people in words: who they were, and what becomes of their places (D-12)."""

from collections.abc import Iterator, Mapping
from typing import Any

from reconciler.kinds.seat import SeatState
from reconciler.planning.changes import Change
from reconciler.reporting.fields import said
from reconciler.reporting.words import counted


def merged_said(change: Change) -> str:
    """``was kai@contoso.com too; admin of finance, as kai@contoso.com was; 1 invitation becomes void``"""
    was, now = change.was, change.now
    if not isinstance(was, Mapping) or not isinstance(now, Mapping):
        return ""
    if len(now["people"]) > 1:
        return f"is parted from {_addresses(now, change.at)} again"
    parts = [f"was {_addresses(was, change.at)} too", *_places(change.at, was, now)]
    void = sum(_offers(was, workspace) - _offers(now, workspace) for workspace in now["seats"])
    return "; ".join([*parts, *([f"{counted(void, 'invitation')} void"] if void else [])])


def _addresses(side: Mapping[str, Any], but: str) -> str:
    return said([facts["address"] for key, facts in sorted(side["people"].items()) if key != but])


def _places(at: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """The places that come from another address, by role and workspace."""
    for workspace, seats in sorted(now["seats"].items()):
        after, mine = seats[at], was["seats"][workspace].get(at, {})
        if after["state"] in (SeatState.MEMBER, SeatState.INVITED) and _place(after) != _place(mine):
            asked = "" if after["state"] == SeatState.MEMBER else "invited as "
            yield f"{asked}{after['role']} in {workspace}, as that address was"


def _place(seat: Mapping[str, Any]) -> tuple[Any, Any]:
    return seat.get("state"), seat.get("role")


def _offers(side: Mapping[str, Any], workspace: str) -> int:
    return sum(seat["state"] == SeatState.INVITED for seat in side["seats"][workspace].values())
