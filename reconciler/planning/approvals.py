"""Whose word a plan needs, and why (DOMAIN: "In a pipeline authority becomes approval")."""

from collections.abc import Collection, Iterable

from reconciler.kinds.address import PersonKey
from reconciler.kinds.desired import Desired
from reconciler.planning.changes import Authority, Change
from reconciler.planning.lens import Ask, asked
from reconciler.planning.request import Approval
from reconciler.planning.standing import Standing

_ORDER = (Authority.VENDOR, Authority.SERVICES_ADMIN, Authority.WORKSPACE_ADMIN, Authority.SYSTEM)


def approvals(
    changes: Iterable[Change], standing: Standing, desired: Desired, approvers: Collection[PersonKey] | None
) -> tuple[Approval, ...]:
    """For each right that the changes need, those who have it by the state, the vendor first; what a rule does by
    itself comes last and needs nobody. The word of the vendor is always enough. ``approvers`` gave theirs already;
    None where nobody asks who did."""
    grouped: dict[Ask, list[int]] = {}
    for position, change in enumerate(changes):
        grouped.setdefault(standing.asked_for(change), []).append(position)
    asks = sorted(grouped, key=lambda ask: (_ORDER.index(ask[0]), ask[1]))
    return tuple(
        Approval(asked(ask, standing, desired), tuple(grouped[ask]), _given(ask, standing, approvers)) for ask in asks
    )


def _given(ask: Ask, standing: Standing, approvers: Collection[PersonKey] | None) -> tuple[str, ...] | None:
    """Of those whose word was given, those whose word counts here: by the state, whatever the files under review say
    of them."""
    if approvers is None:
        return None
    able = {*standing.who_may(*ask), *standing.who_may(Authority.VENDOR, "")}
    if ask[0] is Authority.SYSTEM:
        able = set()
    return tuple(standing.estate.spelling(p) for p in sorted(able.intersection(approvers)))
