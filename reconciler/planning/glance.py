"""Who of a plan need not be looked at whole: where a hundred customers were read, nobody reads each of two thousand.

After ``SHOWN_WHOLE`` customers in which something changes, those who only gain, by offers that everybody is free to
refuse, are told in a line each. Whatever is taken, lowered, loosened, held, stopped, warned of or to be decided is
shown whole, however many customers there are; and so is who becomes an admin of what is there already, and a new
workspace with an account policy of its own.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from reconciler.findings import Severity
from reconciler.kinds.customer import CustomerId
from reconciler.kinds.seat import Role, Seat
from reconciler.planning.changes import Action, Change
from reconciler.planning.plan import CustomerPlan, Listing, summary

SHOWN_WHOLE = 100

_GAINS = frozenset(
    {Action.ACTIVATE_CONTRACT, Action.CREATE_WORKSPACE, Action.ADD_BENEFIT, Action.INVITE, Action.REINVITE}
)


class Glance(NamedTuple):
    """One customer in a line; without ``actions`` (see ``plan.summary``) nothing of it is to be done."""

    customer: CustomerId
    contract: str
    support: str
    actions: tuple[tuple[str, int], ...] = ()


def glance(plan: CustomerPlan) -> Glance | None:
    """None where the customer is to be shown whole."""
    if plan.in_sync and not plan.unheeded:
        return Glance(plan.customer, "", "")
    if plan.requests or plan.approvals or not _only_gains(plan.changes):
        return None
    lifted = [verdict for verdict in plan.guards if verdict.permits or not verdict.ok]
    told = [f for f in plan.findings if f.severity is not Severity.INFO]
    if lifted or told or any(each.listing is not Listing.WAITING for each in plan.listed):
        return None
    return Glance(plan.customer, plan.contract, plan.support, tuple(summary(plan.changes).items()))


def in_lines(glances: Sequence[Glance | None]) -> list[Glance | None]:
    """Those of whom a line is enough, None for the others: for the first in which something changes, and for one who
    is alone."""
    left, several = SHOWN_WHOLE, len(glances) > 1
    told: list[Glance | None] = []
    for each in glances:
        changes = each is None or bool(each.actions)
        told.append(each if several and not (changes and left > 0) else None)
        left -= changes
    return told


def _only_gains(changes: tuple[Change, ...]) -> bool:
    if not _GAINS.issuperset([change.do for change in changes]):
        return False
    created = {change.at: change.now for change in changes if change.do is Action.CREATE_WORKSPACE}
    if any(isinstance(now, Mapping) and now.get("policy") for now in created.values()):
        return False
    return not any(_makes_admins(change) for change in changes if change.at not in created)


def _makes_admins(change: Change) -> bool:
    return isinstance(change.now, Seat) and change.now.role is Role.ADMIN
