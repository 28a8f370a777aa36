"""Another name, and two people who become one, in words: who they were, and what becomes of them (D-12)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from reconciler.kinds.seat import SeatState
from reconciler.planning.changes import Change
from reconciler.reporting.fields import fields_said, said
from reconciler.reporting.words import counted


def renamed_said(change: Change) -> str:
    """``was kai@contoso.com; nobody is asked again; account personal -> told by the domain``"""
    was, now = change.was, change.now
    if not isinstance(was, Mapping) or not isinstance(now, Mapping):
        return ""
    told = f"was {said(was.get('address') or was.get('key'))}; nobody is asked again"
    return "; ".join([told, *_facts(was, now, was.get("also") or ())])


def _facts(was: Mapping[str, Any], now: Mapping[str, Any], addresses: Iterable[str]) -> Iterator[str]:
    """What is known of somebody otherwise than before, besides the name."""
    facts = fields_said({n: was.get(n) for n in _FACTS}, {n: now.get(n) for n in _FACTS})
    if facts:
        yield facts
    if given_up := sorted({*addresses} - {*(now.get("also") or ()), now.get("key"), now.get("address")}):
        yield f"no longer {said(given_up)}"


_FACTS = ("account", "language", "name")


def merged_said(change: Change) -> str:
    """``was kai@contoso.com too; admin of finance, as kai@contoso.com was; 1 invitation becomes void``"""
    was, now = change.was, change.now
    if not isinstance(was, Mapping) or not isinstance(now, Mapping):
        return ""
    if len(now["people"]) > 1:
        return f"is parted from {_addresses(now, change.at)} again"
    parts = [f"was {_addresses(was, change.at)} too", *_places(change.at, was, now)]
    parts += _facts(was["people"].get(change.at, {}), now["people"][change.at], _others(was))
    void = sum(_offers(was, workspace) - _offers(now, workspace) for workspace in now["seats"])
    return "; ".join([*parts, *([f"{counted(void, 'invitation')} void"] if void else [])])


def _addresses(side: Mapping[str, Any], but: str) -> str:
    return said([facts["address"] for key, facts in sorted(side["people"].items()) if key != but])


def _others(side: Mapping[str, Any]) -> Iterator[str]:
    yield from (address for facts in side["people"].values() for address in facts.get("also") or ())


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
