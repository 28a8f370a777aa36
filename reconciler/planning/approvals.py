"""Whose word a plan needs, and why (DOMAIN: "In a pipeline authority becomes approval")."""

from collections.abc import Iterable

from reconciler.kinds.desired import Desired
from reconciler.planning.changes import Authority, Change
from reconciler.planning.lens import Ask, asked
from reconciler.planning.request import Approval
from reconciler.planning.standing import Standing


def approvals(changes: Iterable[Change], standing: Standing, desired: Desired) -> tuple[Approval, ...]:
    """For each right that the changes need, those who have it by the state, the vendor first; what a rule does by
    itself comes last and needs nobody. The word of the vendor is always enough."""
    grouped: dict[Ask, list[int]] = {}
    for position, change in enumerate(changes):
        grouped.setdefault(standing.asked_for(change), []).append(position)
    order = [Authority.VENDOR, Authority.SERVICES_ADMIN, Authority.WORKSPACE_ADMIN, Authority.SYSTEM]
    asks = sorted(grouped, key=lambda ask: (order.index(ask[0]), ask[1]))
    return tuple(Approval(asked(ask, standing, desired), tuple(grouped[ask])) for ask in asks)
