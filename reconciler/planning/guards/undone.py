"""What somebody took back is not done again by the very files that asked for it."""

from reconciler.findings import some_of
from reconciler.planning.changes import Change
from reconciler.planning.effects import effects
from reconciler.planning.guards.proposal import Proposal
from reconciler.planning.permits import permit_line
from reconciler.planning.plan import Verdict, content
from reconciler.planning.units import units

ID = "undone"
SENTENCE = "A plan does not repeat what an undo took back while the files ask for it as they did."


def judge(proposal: Proposal) -> Verdict:
    """Counts what an undo has taken back since the last apply of all that files asked for, and what they ask for again.
    What was left out of an apply (of a workspace, of a person, without removals) is not asked for anew by it."""
    taken_back = proposal.taken_back() if proposal.changes else frozenset()
    if not taken_back:
        return content(ID)
    counted: list[str] = []
    said: list[str] = []
    for change in proposal.changes:
        for unit, effect in zip(units(change), effects(change), strict=True):
            if effect in taken_back:
                counted.append(unit)
                said.append(_said(change, effect.person, proposal))
    if not counted:
        return content(ID)
    what = f"an undo took back what this plan does again: {some_of(said)}"
    remedy = f"take it out of the files too, as it is in the state now; or {permit_line(ID)}"
    return Verdict(ID, len(counted), 0, what=what, remedy=remedy, counted=tuple(counted))


def _said(change: Change, person: str, proposal: Proposal) -> str:
    words = change.do.value.replace("_", " ")
    if not person:
        return f"{words} {change.at}".strip()
    people = proposal.current if person in proposal.current.people else proposal.desired.estate
    return f"{words} {people.spelling(next(p for p in change.who if p == person))} in {change.at}"
