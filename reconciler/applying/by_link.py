"""What somebody answers by the link of an invitation: whether it is theirs to answer, and with which account.

SAFETY: "The account that accepts must match the invited address by a verified identifier, or an admin of the workspace
confirms it."
S-09: "Planning all workspaces at contract start means that nobody has to register again ... a known account only
confirms."
D-12: "An account other than the recorded one is a new person, and needs an admin's confirmation."

Reasons say nothing about anybody else, nor to whom an invitation is: whoever reads them may not be the one who was
invited.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reconciler.applying.answered import Answer, Answered, Replies
from reconciler.applying.answers import Judged, judged, nothing_to_accept
from reconciler.applying.receipt import Result
from reconciler.applying.refusal import Refusal
from reconciler.kinds.account import Account
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import Estate, stayed
from reconciler.kinds.invitation_link import InvitationId
from reconciler.kinds.person import Person
from reconciler.kinds.seat import Seat, SeatState
from reconciler.kinds.vendor import VendorPerson
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.changes import Action, Authority, Change
from reconciler.planning.standing import Standing, standing

UNKNOWN = Refusal(
    Result.FAILED,
    "this state does not know the invitation, though the link was made with its key",
    "was the state restored from a backup, or is it another one? reconciler status, reconciler verify",
)


@dataclass(frozen=True, slots=True)
class Said:
    """``account`` is what they signed in with; whoever declines need not. ``confirmed_by`` say that it is the account
    of the one who was invited; ``vendor`` are the vendor's people of the state."""

    invitation: InvitationId
    answer: Answer
    on: date
    account: Account | None = None
    confirmed_by: tuple[PersonKey, ...] = ()
    vendor: Sequence[VendorPerson] = ()


class Registration(StrEnum):
    """What accepting means for the account."""

    FIRST = "registered"
    KNOWN = "known"
    CONFIRMED = "confirmed"  # on an admin's word: other than the recorded one, or not known to be theirs
    NONE = "none"  # nobody signed in


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer that counts: whose, where, and what it changes. ``on_the_word_of``: see ``Registration.CONFIRMED``."""

    judged: Judged
    workspace: WorkspaceId
    person: PersonKey
    registration: Registration
    on_the_word_of: tuple[PersonKey, ...] = ()

    @property
    def seat(self) -> Seat:
        now = self.judged.changes[0].now
        assert isinstance(now, Seat)
        return now


def heard(estate: Estate, said: Said) -> Heard | Refusal:
    """``said.invitation`` is proven: this state offered it once."""
    place = _place(estate, said.invitation)
    if isinstance(place, Refusal):
        return place
    workspace, person, seat = place
    if refusal := _closed(estate, said, seat):
        return refusal
    kind, identity = (said.account.kind, said.account.identity) if said.account else (None, None)
    verdict = judged(estate, Replies([Answered(workspace, person, said.answer, said.on, 0, kind, identity)]))
    for _, refusal in verdict.refused:
        return refusal
    registration = _registration(estate, said, workspace, person)
    if isinstance(registration, Refusal):
        return registration
    word = said.confirmed_by if registration is Registration.CONFIRMED else ()
    return Heard(verdict, workspace, person, registration, word)


def _place(estate: Estate, offered: InvitationId) -> tuple[WorkspaceId, PersonKey, Seat] | Refusal:
    """Where the invitation is, under today's names."""
    number = stayed(offered.person, estate.merged)
    workspace = next((w for w, n in estate.workspace_numbers.items() if n == offered.workspace), None)
    person = next((key for key, n in estate.numbers.items() if n == number), None)
    seat = estate.seats_in(workspace).get(person) if workspace is not None and person is not None else None
    if workspace is None or person is None or seat is None or seat.generation < offered.generation:
        return UNKNOWN
    return workspace, person, seat


def _closed(estate: Estate, said: Said, seat: Seat) -> Refusal | None:
    """Why there is nothing to answer any more."""
    if seat.state is not SeatState.INVITED:
        return Refusal(Result.STALE, *_CLOSED[seat.state])
    if seat.generation != said.invitation.generation or said.invitation.person in estate.merged:
        return Refusal(Result.STALE, "a newer invitation was sent, and this link is void", "use the link of that mail")
    if nothing := nothing_to_accept(seat, said.on):
        return nothing
    if not seat.open(said.on):
        return Refusal(Result.STALE, f"this invitation was open until {seat.answer_by}", _ANEW)
    return None


_ANEW = "ask for a new one; an admin sends it: reconciler invitations resend"
_CLOSED = {
    SeatState.MEMBER: ("this invitation was accepted already", "nothing is to be done: sign in to the workspace"),
    SeatState.DECLINED: ("this invitation was declined already", "ask an admin of the workspace to be asked again"),
    SeatState.LEFT: ("this invitation was accepted, and left again", "ask an admin of the workspace to be asked again"),
    SeatState.BOUNCED: ("this invitation is void: its mail came back", _ANEW),
    SeatState.REVOKED: ("this invitation was taken back", "ask an admin of the workspace"),
    SeatState.REMOVED: ("this invitation was accepted, and access was taken away", "ask an admin of the workspace"),
}


def _registration(estate: Estate, said: Said, at: WorkspaceId, person: PersonKey) -> Registration | Refusal:
    """Whose account it is, as far as it is known or confirmed."""
    account = said.account
    if account is None:
        return Registration.NONE
    owner = next((key for key, known in estate.people.items() if known.identity == account.identity), None)
    if owner == person:
        return Registration.KNOWN
    if owner is not None:
        why = f"this account is registered as another person of {estate.customer}, and nobody is registered twice"
        return Refusal(
            Result.BLOCKED, why, "if both addresses are one person's, say so in the files: `also: [ADDRESS]`"
        )
    known = estate.people.get(person) or Person(person)
    if known.identity is None and account.address in (person, *known.also):
        return Registration.FIRST
    return _on_somebodys_word(estate, said, at, person, recorded=known.identity is not None)


def _on_somebodys_word(
    estate: Estate, said: Said, at: WorkspaceId, person: PersonKey, *, recorded: bool
) -> Registration | Refusal:
    """An account that replaces another one gets in wherever that one did: each of these has to be confirmed."""
    stand = standing(estate, said.vendor, said.on)
    confirming = estate.people_at(said.confirmed_by) - {person}
    concerned = {at, *(_where_member(estate, person) if recorded else ())}
    open_yet = [w for w in sorted(concerned) if confirming.isdisjoint(_may_confirm(stand, w))]
    if not open_yet:
        return Registration.CONFIRMED
    if said.confirmed_by:
        why = "the account is confirmed by nobody who may do that" + (
            f" for {len(open_yet):,} of the {len(concerned):,} workspaces" if len(concerned) > 1 else ""
        )
    elif recorded:
        why = "whoever was invited is registered with another account"
    else:
        why = "this account is not known to have the address that was invited"
    return Refusal(Result.BLOCKED, why, _WHO_CONFIRMS if len(concerned) == 1 else _WHO_CONFIRM)


_WHO_CONFIRMS = (
    "sign in with the account that was invited, or let an admin of the workspace who has accepted (the vendor, where "
    "there is none yet) confirm that this one is theirs: --confirmed-by ADMIN"
)
_WHO_CONFIRM = (
    "sign in with the account that is registered, or let an admin of each workspace that they are in confirm that this "
    "one is theirs: --confirmed-by ADMIN --confirmed-by ADMIN"
)


def _where_member(estate: Estate, person: PersonKey) -> Iterator[WorkspaceId]:
    yield from (w for w, seats in estate.seats.items() if (s := seats.get(person)) and s.state is SeatState.MEMBER)


def _may_confirm(stand: Standing, at: WorkspaceId) -> tuple[PersonKey, ...]:
    """Its admins who have accepted; the vendor's people where there is none yet."""
    inviting = Change(Action.INVITE, at, None, None, "S-07", authority=Authority.WORKSPACE_ADMIN)
    return stand.who_may(*stand.asked_for(inviting))
