"""Whom a plan is about, where it needs nobody else: of thousands of people a few are read.

Seats are changed one by one, and what all of a workspace are asked together is how many sit how, which the state has
counted. Whoever has several addresses, names, archived workspaces and assertions need everybody.
"""

from collections.abc import Collection

from reconciler.kinds.address import PersonKey
from reconciler.planning.changes import ON_SEATS
from reconciler.planning.plan import CustomerPlan
from reconciler.ports import Holding

_MOST = 100
"""People of whom each is looked up."""


def touched(plan: CustomerPlan) -> Collection[PersonKey] | None:
    """By the addresses that the plan calls them by; None where anybody may be."""
    if not ON_SEATS.issuperset([change.do for change in plan.changes]):
        return None
    if any("also" in facts or "identity" in facts for facts in plan.people.values()):
        return None
    people = {*plan.people, *[person for change in plan.changes for person in change.who]}
    return people if len(people) <= _MOST else None


def suffices(part: Holding) -> bool:
    """Whether these people are all whom a plan about them is judged by."""
    facts = part.record["people"]
    several = any("also" in facts.get(str(number), ()) for number in part.people)
    return not several and "assertions" not in part.record["limits"]
