"""A workspace that goes while one much like it comes was probably only given another name.

D-13: "A removed group of at least 5 people that reappears, 80 % or more the same, in a new workspace is a probable
rename".

Sets of people are compared by who is in them, never all with all: each person knows from which workspaces this plan
takes them, people who leave the same ones are one, and a new workspace adds them up. That is linear in the people.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from reconciler.kinds.address import PersonKey
from reconciler.kinds.seat import SeatState
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.changes import Action
from reconciler.planning.guards.proposal import Proposal
from reconciler.planning.permits import permit_line
from reconciler.planning.plan import Verdict, content
from reconciler.planning.units import unit_of

ID = "probable_rename"
SENTENCE = "People who lose one workspace and are invited to a new one, nearly all of them, were probably renamed."
LEAST = 5
"""D-13: "a removed group of at least 5 people"."""
_ALIKE = (4, 5)
"""D-13: "at >= 80 % (Jaccard)": those in both, of those in either."""
_NAMED = 3
_TAKES = frozenset({Action.REMOVE, Action.REVOKE, Action.ARCHIVE_WORKSPACE})


class Likeness(NamedTuple):
    """``both`` people lose ``old`` and are invited to ``new``; ``either`` are all who do one or the other."""

    old: WorkspaceId
    new: WorkspaceId
    both: int
    either: int

    def __str__(self) -> str:
        return f"{self.old} looks like the new {self.new}: {self.both:,} of {self.either:,} people are the same"


def judge(proposal: Proposal) -> Verdict:
    """D-13: "until ``was:`` is written or a permit given"; two applies say that it is meant, too."""
    alike = sorted(likenesses(proposal), key=lambda each: (each.old, each.new))
    if not alike:
        return content(ID)
    more = f"; and {len(alike) - _NAMED:,} more like these" if len(alike) > _NAMED else ""
    what = "; ".join(map(str, alike[:_NAMED])) + more
    left, came = _left(proposal), _invited(proposal, {each.new for each in alike})
    both = ((each, left[each.old] & came[each.new]) for each in alike)
    counted = tuple(u for each, people in both for u in unit_of([ID, each.old, each.new], sorted(people)))
    return Verdict(ID, len(alike), 0, what=what, remedy=_remedy(alike[0], proposal), counted=counted)


def likenesses(proposal: Proposal) -> Iterator[Likeness]:
    """For each new workspace the one that it looks like most. Who is said to be archived by a file is not looked at:
    somebody has written that it goes."""
    created = {c.at for c in proposal.changes if c.do is Action.CREATE_WORKSPACE}
    if not created:
        return
    left = {w: people for w, people in _left(proposal).items() if len(people) >= LEAST}
    if not left:
        return
    origins = _origins(left)
    for new, people in sorted(_invited(proposal, created).items()):
        shared: Counter[WorkspaceId] = Counter()
        for old, count in Counter(map(origins.get, people)).items():
            for workspace in old or ():
                shared[workspace] += count
        found = [Likeness(old, new, both, len(left[old]) + len(people) - both) for old, both in shared.items()]
        alike = [each for each in found if each.both * _ALIKE[1] >= each.either * _ALIKE[0]]
        if alike:
            yield min(alike, key=lambda each: (-each.both / each.either, each.old))


def _left(proposal: Proposal) -> dict[WorkspaceId, set[PersonKey]]:
    """Who loses access to, or an offer of, which workspace."""
    left: dict[WorkspaceId, set[PersonKey]] = {}
    for change in proposal.changes:
        if change.do not in _TAKES or change.at in proposal.said_archived:
            continue
        at = WorkspaceId(change.at)
        if change.do in (Action.REMOVE, Action.REVOKE):
            left.setdefault(at, set()).update(change.who)
        else:
            seats = proposal.current.seats_in(at)
            left.setdefault(at, set()).update(p for p, seat in seats.items() if seat.state is SeatState.MEMBER)
    return left


def _origins(left: Mapping[WorkspaceId, set[PersonKey]]) -> dict[PersonKey, tuple[WorkspaceId, ...]]:
    """The workspaces that each person loses; people who lose the same ones share one tuple."""
    origins: dict[PersonKey, tuple[WorkspaceId, ...]] = {}
    for workspace, people in sorted(left.items()):
        longer: dict[tuple[WorkspaceId, ...], tuple[WorkspaceId, ...]] = {}
        for person in people:
            before = origins.get(person, ())
            origins[person] = longer.setdefault(before, (*before, workspace))
    return origins


def _invited(proposal: Proposal, created: Collection[str]) -> dict[WorkspaceId, set[PersonKey]]:
    invited: dict[WorkspaceId, set[PersonKey]] = {}
    for change in proposal.changes:
        if change.do is Action.INVITE and change.at in created:
            invited.setdefault(WorkspaceId(change.at), set()).update(change.who)
    return invited


def _remedy(first: Likeness, proposal: Proposal) -> str:
    gone = any(c.do is Action.ARCHIVE_WORKSPACE and c.at == first.old for c in proposal.changes)
    renamed = f"if {first.old} was renamed, write `was: {first.old}` on {first.new}"
    renamed += ": nobody is asked again" if gone else f" and leave {first.old} out of the files: nobody is asked again"
    archived = f"; if it is another workspace, write `status: archived` on {first.old}" if gone else ""
    twice = "let everybody come first, with `reconciler apply PATH --no-removals`, then plan again"
    return f"{renamed}{archived}{', or ' if gone else '; if these people move, '}{twice}; or {permit_line(ID)}"
