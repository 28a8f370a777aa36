"""What somebody does to one person's invitations by hand: sending again, and taking back.

A plan does the same by itself when the files say so; this is for what cannot wait for that, or what only a colleague
can know: that the mail went astray, that it went to the wrong one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from reconciler.applying.answered import Answer, Answered, Replies
from reconciler.applying.answers import judged
from reconciler.applying.receipt import Result
from reconciler.applying.refusal import Refusal
from reconciler.kinds.address import PersonKey
from reconciler.kinds.days import days_after
from reconciler.kinds.estate import Estate
from reconciler.kinds.seat import Seat, SeatState, shared
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.changes import Action, Authority, Change
from reconciler.rules.entitlement import barred
from reconciler.rules.predicted_accounts import Predicted
from reconciler.rules.sign_in_accounts import may_sign_in

Deed = Callable[[Estate, WorkspaceId, PersonKey, Seat], Change | Refusal]
"""What is done to one person in one workspace, or why not."""


@dataclass(frozen=True, slots=True)
class Done:
    """Workspace by workspace: the changes, and why there is none where there is none."""

    estate: Estate
    changes: tuple[Change, ...]
    refused: tuple[Refusal, ...]


def done_to(estate: Estate, person: PersonKey, workspaces: Iterable[WorkspaceId], deed: Deed) -> Done:
    """The deed, in each of the workspaces in which anything is known of the person."""
    changes: list[Change] = []
    refused: list[Refusal] = []
    for at in sorted(workspaces):
        seat = estate.seats_in(at).get(person)
        what = deed(estate, at, person, seat) if seat is not None else _never_asked(estate, at, person)
        changes += [what] if isinstance(what, Change) else []
        refused += [what] if isinstance(what, Refusal) else []
    return Done(estate, tuple(changes), tuple(refused))


def resending(on: date, days: int) -> Deed:
    """D-04: a new invitation makes the older one void. It is open for ``days``. What a plan counts as an attempt stays
    as it was (D-06), so that this takes none away and gives none."""

    def again(estate: Estate, at: WorkspaceId, person: PersonKey, have: Seat) -> Change | Refusal:
        if why := _not_asked_again(estate, at, person, have) or _not_asked_now(estate, at, person, have, on):
            return why
        asked = replace(have, state=SeatState.INVITED, generation=have.generation + 1, attempt=have.attempt or 1)
        now = shared(replace(asked, expires=days_after(on, days)))
        return Change(Action.REINVITE, at, have, now, "D-06", (person,), Authority.WORKSPACE_ADMIN)

    return again


def revoking(on: date) -> Deed:
    """D-07: an offer that is open is taken back; anything else is left as it is, and said."""

    def taken_back(estate: Estate, at: WorkspaceId, person: PersonKey, have: Seat) -> Change | Refusal:
        if not have.offered(on):
            why = f"{estate.spelling(person)} has no open invitation to {at}: {_how_it_is(have)}"
            return Refusal(Result.STALE, why, _instead(have))
        now = have.ended(SeatState.REVOKED)
        return Change(Action.REVOKE, at, have, now, "D-07", (person,), Authority.WORKSPACE_ADMIN)

    return taken_back


def leaving(on: date) -> Deed:
    """D-06: what stays is that they left, so that nobody asks them again by themselves."""

    def left(estate: Estate, at: WorkspaceId, person: PersonKey, have: Seat) -> Change | Refusal:
        verdict = judged(estate, Replies([Answered(at, person, Answer.LEFT, on, row=0)]))
        if verdict.changes:
            return verdict.changes[0]
        why = f"{estate.spelling(person)} is no member of {at}: {_how_it_is(have)}"
        return Refusal(Result.STALE, why, _INSTEAD_OF_LEAVING.get(have.state, _LIST))

    return left


def _not_asked_again(estate: Estate, at: WorkspaceId, person: PersonKey, have: Seat) -> Refusal | None:
    who = estate.spelling(person)
    match have.state:
        case SeatState.INVITED | SeatState.BOUNCED:
            return None
        case SeatState.DECLINED | SeatState.LEFT:
            why = f"{who} is asked again to join {at} only where the files ask for it: {_how_it_is(have)}"
            return Refusal(Result.BLOCKED, why, f"write `reinvite: {have.round + 1}` on their line in {at}, and plan")
    return Refusal(Result.STALE, f"{who} has no invitation to {at} to send again: {_how_it_is(have)}", _instead(have))


def _not_asked_now(estate: Estate, at: WorkspaceId, person: PersonKey, have: Seat, on: date) -> Refusal | None:
    if why := barred(estate, at, on):
        return Refusal(Result.BLOCKED, f"nobody is invited to {at} now: {why}", "reconciler status")
    if have.past(on):
        ended = f"the access of {estate.spelling(person)} to {at} would have ended on {have.until}"
        return Refusal(Result.BLOCKED, ended, "write a later `until:` on their line, and plan")
    if not may_sign_in(estate, at, Predicted(estate).kind(person), on):
        blocked = f"{estate.spelling(person)} has a personal account, and {at} blocks them"
        return Refusal(Result.BLOCKED, blocked, "reconciler explain S-11")
    return None


def _never_asked(estate: Estate, at: WorkspaceId, person: PersonKey) -> Refusal:
    why = f"{estate.spelling(person)} was never invited to {at}"
    return Refusal(Result.FAILED, why, "who is to be invited stands in the files: add them there, and plan")


def _how_it_is(have: Seat) -> str:
    return _AS_IT_IS[have.state].format(have.answer_by)


_AS_IT_IS = {
    SeatState.WANTED: "not invited yet",
    SeatState.INVITED: "invited until {}",
    SeatState.MEMBER: "they have accepted",
    SeatState.DECLINED: "they have declined",
    SeatState.LEFT: "they have left",
    SeatState.BOUNCED: "the mail to them came back",
    SeatState.REVOKED: "it was revoked",
    SeatState.REMOVED: "they were removed",
}
_LIST = "what there is of invitations: reconciler invitations list"
_INSTEAD_OF_LEAVING = {SeatState.INVITED: "whoever is invited and does not want to come declines, or you revoke it"}


def _instead(have: Seat) -> str:
    """What is probably wanted where there is nothing to be done of this."""
    if have.state in (SeatState.REVOKED, SeatState.REMOVED):
        return "whoever the files name there is invited again by the next plan: reconciler plan"
    if have.state is SeatState.MEMBER:
        return "to end it take them out of the files, and plan; who leaves by themselves: reconciler invitations leave"
    return _LIST
