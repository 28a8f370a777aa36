"""From which day on an answer can have been given: when each invitation was made, and when its mail was due.

In numbers, without replaying, from the journal's end and no further than needed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from reconciler.applying.answers import Asked
from reconciler.history.told import understood
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import CustomerId, Estate, numbers_of
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning import canonical
from reconciler.planning.changes import ASKING, Action

Place = tuple[WorkspaceId, PersonKey]
_Wanted = dict[tuple[int, int], dict[int, Place]]
"""(workspace number, generation) -> number of a person -> whose place that is."""


def asked_at(
    customer: CustomerId, latest_first: Iterable[bytes], estate: Estate, places: Iterable[Place]
) -> Mapping[Place, Asked]:
    """Of the invitations that stand in these places, or that led to the memberships there. Nothing is said of one whose
    making is no line of the journal, as where people became one, and of imported members whose first day is not
    known. StateBroken where an entry cannot be understood."""
    wanted, found = _wanted(estate, places), dict[Place, Asked]()
    with understood(customer):
        for body in latest_first:
            if not wanted:
                break
            for key, asked, numbers in _askings(canonical.read(body)):
                here = wanted.get(key, {})
                for number in [n for n in canonical.numbers_in(numbers) if n in here] if here else ():
                    found.setdefault(here.pop(number), asked)
                if not here:
                    wanted.pop(key, None)
    return found


def _wanted(estate: Estate, places: Iterable[Place]) -> _Wanted:
    wanted: _Wanted = defaultdict(dict)
    for workspace, person in places:
        seat = estate.seats_in(workspace).get(person)
        if seat is not None:
            key = (estate.workspace_numbers[workspace], seat.generation)
            number = estate.numbers[person]
            mine = numbers_of(number, estate.merged) if estate.merged else (number,)
            wanted[key] |= dict.fromkeys(mine, (workspace, person))
    return dict(wanted)


def _askings(entry: Mapping[str, Any]) -> Iterator[tuple[tuple[int, int], Asked, str]]:
    made = datetime.fromisoformat(entry["at"]).date()
    for line in entry["changes"]:
        do = Action(line["do"])
        if do in ASKING:
            due = date.fromisoformat(line["send_on"]) if "send_on" in line else made
            asked = Asked(min(made, due), due)
        elif do is Action.IMPORTED and "since" in line:
            began = datetime.fromisoformat(line["since"]).date()
            asked = Asked(began, began)
        else:
            continue
        yield (line["at"], line["now"].get("gen", 0)), asked, line["who"]
