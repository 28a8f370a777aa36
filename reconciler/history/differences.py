"""Where a state is not what its journal leads to, said so that somebody can look there."""

from collections.abc import Iterator, Mapping
from typing import Any

from reconciler.kinds.estate import Estate
from reconciler.kinds.seat import Seat

_SHOWN = 5
_NAMED = ("contracts", "people", "workspaces", "numbers", "workspace_numbers")
_WORDS = {"people": "person", "contracts": "contract", "workspaces": "workspace", "numbers": "the number of"}


def differences(told: Estate, found: Estate) -> Iterator[str]:
    """``told`` is what the journal leads to, ``found`` what the state holds. The first few of each kind."""
    for name in ("policy", "limits"):
        if getattr(told, name) != getattr(found, name):
            yield f"its {name} {'is' if name == 'policy' else 'are'} not as the journal says"
    for name in _NAMED:
        what = _WORDS.get(name, "the number of workspace")
        for key in _unequal(getattr(told, name), getattr(found, name)):
            yield f"{what} {key} is not as the journal says"
    for workspace in sorted({*told.cases, *found.cases}):
        for number in _unequal(told.cases.get(workspace, {}), found.cases.get(workspace, {})):
            yield f"case {number} of {workspace} is not as the journal says"
    for workspace in sorted({*told.seats, *found.seats}):
        before, now = told.seats_in(workspace), found.seats_in(workspace)
        for person in _unequal(before, now):
            yield f"{person} in {workspace} is {_said(now.get(person))}; the journal says {_said(before.get(person))}"


def _unequal(told: Mapping[Any, Any], found: Mapping[Any, Any]) -> list[Any]:
    return sorted(key for key in {*told, *found} if told.get(key) != found.get(key))[:_SHOWN]


def _said(seat: Seat | None) -> str:
    if seat is None:
        return "nobody"
    until = f" until {seat.until}" if seat.until else ""
    return f"{seat.state.value} as {seat.role.value}{until} (asked {seat.generation}.{seat.attempt})"
