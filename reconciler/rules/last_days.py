"""Last days of people.

D-15: "``until:`` is a member's last day, as ``ends:`` is a contract's: removed by the first plan after it; a person
past it counts as not declared, invited or not."
D-22: "nobody's YAML becomes invalid overnight": a last day that is over is worth a word and no error. One before the
first day of every contract is over before it begins: a warning, since a contract may leave the files before its people.
"""

from collections.abc import Iterator
from datetime import date

from reconciler.findings import Finding, Severity, Subject, some_of
from reconciler.kinds.address import PersonKey
from reconciler.kinds.desired import Desired
from reconciler.kinds.estate import Estate
from reconciler.kinds.seating import summary
from reconciler.kinds.workspace import WorkspaceId


def check(declared: Estate, current: Estate | None) -> Iterator[Finding]:
    known = {**declared.contracts, **(current.contracts if current is not None else {})}
    first = min(known, key=lambda c: (known[c].starts, c), default=None)
    if first is None or declared.closed:
        return
    starts = known[first].starts
    for workspace, early in _among(declared, starts):
        yield Finding(
            "D-15",
            Severity.WARNING,
            "last day before the contract starts",
            f"{some_of(early)} would never be in {workspace}: the first contract, {first}, starts on {starts}",
            "Correct the year, or take the entry away.",
            subject=_place_of(workspace, early[0]),
            also_subjects=(("contracts", first, "starts"),),
        )


def complete(desired: Desired, _current: Estate, on: date) -> Desired:
    """Says once who is declared and past their last day."""
    declared = desired.estate
    over = [(w, person) for w, people in _among(declared, on) for person in people]
    if not over or declared.closed:
        return desired
    people = sorted({person for _, person in over})
    found = Finding(
        "D-15",
        Severity.INFO,
        "last day is over",
        f"{some_of(people)} {'counts' if len(people) == 1 else 'count'} as not declared",
        "Take the entries away when you next change the file, or set another `until:`.",
        subject=_place_of(*over[0]),
        also_subjects=tuple(_place_of(*place) for place in over[1:4]),
    )
    return desired._replace(findings=(*desired.findings, found))


def _among(declared: Estate, day: date) -> list[tuple[WorkspaceId, list[PersonKey]]]:
    """Each workspace where somebody's last day is before this one, and who. Thousands share a few seats, so people are
    looked at only where one of these has such a day."""
    days = {w: last for w, seats in declared.seats.items() if (last := summary(seats).last_day) is not None}
    those = sorted(w for w, first in days.items() if first < day and w in declared.workspaces)
    return [(w, sorted(p for p, seat in declared.seats[w].items() if seat.past(day))) for w in those]


def _place_of(workspace: str, person: PersonKey) -> Subject:
    return ("workspaces", workspace, "members", person)
