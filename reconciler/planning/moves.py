"""Removals that wait for an answer somewhere else (D-19, ``keep_until_accepted``)."""

from collections import defaultdict
from collections.abc import Collection

from reconciler.kinds.address import PersonKey
from reconciler.kinds.desired import Desired
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.changes import Action, Change
from reconciler.planning.diff import Draft
from reconciler.planning.plan import Listed, Listing


def hold_moves(desired: Desired, draft: Draft) -> None:
    """Takes the removals of people who move out of the draft, and lists them. Only being declared no more waits: a
    leaver, a last day and a policy do not."""
    if not desired.moving:
        return

    def whom(change: Change) -> Collection[PersonKey]:
        undeclared = change.do is Action.REMOVE and change.rule == "D-14"
        return desired.moving.get(WorkspaceId(change.at), {}).keys() if undeclared else ()

    def said(change: Change, who: tuple[PersonKey, ...]) -> list[Listed]:
        moving = desired.moving[WorkspaceId(change.at)]
        to: dict[WorkspaceId, list[PersonKey]] = defaultdict(list)
        for person in who:
            to[moving[person]].append(person)
        return [_listed(change, there, people) for there, people in sorted(to.items())]

    draft.hold(whom, said)


def _listed(change: Change, there: WorkspaceId, people: list[PersonKey]) -> Listed:
    """Everybody waits for their own answer, whichever it is: whoever has given it goes, and the others stay."""
    why = f"{'each ' if len(people) > 1 else ''}until they have answered in {there}"
    role = getattr(change.was, "role", None)
    return Listed(Listing.HELD, change.at, "D-19", why, tuple(people), role, change.do.value)
