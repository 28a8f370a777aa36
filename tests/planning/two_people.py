"""Two people whom a state knows, in two workspaces, and the files that say they are one (D-12)."""

from datetime import timedelta

from estates import (
    ANA,
    DAY_ONE,
    KAI,
    Household,
    admin,
    declared,
    member,
    with_people,
)

from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import Estate
from reconciler.kinds.person import Person
from reconciler.kinds.seat import Role, Seat
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.changes import Change

OLD = PersonKey("ana@northwind.example")
NEW = PersonKey(ANA)
FINANCE, RETAIL = WorkspaceId("finance"), WorkspaceId("retail")
DAY_TWO = DAY_ONE + timedelta(days=1)


def both(finance: dict[str, Role], retail: dict[str, Role] | None = None) -> Estate:
    """Two workspaces with these people, each beside an admin of its own."""
    rolls = {"finance": finance, "retail": retail or {}}
    return declared(
        {
            w: [admin(KAI), *(admin(p) if role is Role.ADMIN else member(p) for p, role in people.items())]
            for w, people in rolls.items()
        }
    )


def as_one(estate: Estate, *also: str) -> Estate:
    return with_people(estate, Person(ANA, also=tuple(sorted(also or (OLD,)))))


def seat_of(household: Household, workspace: WorkspaceId, person: PersonKey = NEW) -> Seat | None:
    return household.current().seats_in(workspace).get(person)


def inverse(change: Change) -> Change:
    return change._replace(was=change.now, now=change.was)
