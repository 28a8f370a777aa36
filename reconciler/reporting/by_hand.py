"""What is asked before something is done to somebody's invitations by hand, and what is said after it."""

from collections.abc import Iterator

from reconciler.applying.by_hand import Done
from reconciler.kinds.seat import Seat
from reconciler.kinds.seating import accepted_admins
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.changes import Action
from reconciler.reporting.words import listed

_ANSWER = "Only 'yes' is accepted:"


def question(done: Done, who: str) -> str:
    """For what takes something away."""
    where = f"{_where(done)} of {done.estate.customer}"
    if done.changes[0].do is Action.REVOKE:
        return f"Take back the {_offers(done)} of {who} to {where}? {_ANSWER}"
    return f"Record that {who} leaves {where}? They lose it at once. {_ANSWER}"


def outcome(done: Done, who: str) -> Iterator[str]:
    """Sentences, the first of which says what is done."""
    match done.changes[0].do:
        case Action.REINVITE:
            yield f"{who} is invited to {_where(done)} again, until {_now(done).answer_by}; links sent before are void."
            yield "Next: reconciler deliver"
        case Action.REVOKE:
            yield f"The {_offers(done)} of {who} to {_where(done)} {'are' if len(done.changes) > 1 else 'is'} void."
            yield "If the files still name them there, the next plan invites them again: take them out."
        case _:
            yield f"{who} has left {_where(done)}, and is asked again only by `reinvite: {_now(done).round + 1}`."
            yield from (f"{change.at} has no admin now." for change in done.changes if _was_the_last(done, change.at))


def left_as_it_is(done: Done) -> Iterator[str]:
    """Of several workspaces, those where nothing was to be done."""
    yield from (f"Left as it is: {refusal.why}." for refusal in done.refused)


def _where(done: Done) -> str:
    return listed([change.at for change in done.changes])


def _offers(done: Done) -> str:
    return "invitations" if len(done.changes) > 1 else "invitation"


def _now(done: Done) -> Seat:
    now = done.changes[0].now
    assert isinstance(now, Seat)
    return now


def _was_the_last(done: Done, at: str) -> bool:
    was = next(change.was for change in done.changes if change.at == at)
    last = accepted_admins(done.estate.seats_in(WorkspaceId(at))) == 1
    return last and isinstance(was, Seat) and was.is_accepted_admin
