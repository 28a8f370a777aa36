"""The decision table: what happens to one person in one workspace.

Terminology. *want* is the declared seat, completed by the rules; None means absent. *have* is the seat in the
state; None means nothing was ever there. A ``Situation`` is what else decides: the day, whether a contract is live, the
predicted account, leavers, and how far the workspace is managed (D-14).

Premise. Seats are shared values, so ``decide`` runs once for each distinct (want, have, situation), not once a person,
and it may be as plain as the table in the domain's book. It is pure: the same arguments, the same decision.

The promises, each tested over all combinations: one application reaches a fixpoint; never a second open invitation;
nobody is invited without a live contract; declined and left people are not asked again by themselves; what is not
managed is untouched; generations never fall; an absent person ends with no access and no open offer.
"""

from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from reconciler.kinds.days import days_after
from reconciler.kinds.desired import SignIn
from reconciler.kinds.limits import Terms
from reconciler.kinds.seat import Role, Seat, SeatState, shared
from reconciler.kinds.workspace import Manage
from reconciler.planning.changes import Action
from reconciler.planning.plan import Listing
from reconciler.planning.reasons import only_observed, why_given, why_taken


class Situation(NamedTuple):
    """``remove_personal`` is the policy's ``registered_personal: remove``."""

    on: date
    live: bool = True
    sign_in: SignIn = SignIn.ACCEPTED
    leaver: bool = False
    manage_admins: Manage = Manage.FULL
    manage_members: Manage = Manage.FULL
    remove_personal: bool = False
    terms: Terms = Terms()

    def manage(self, *roles: Role | None) -> Manage:
        """The stricter of what holds for the roles concerned."""
        concerned = [self.manage_admins if r is Role.ADMIN else self.manage_members for r in roles if r is not None]
        return max(concerned, key=lambda m: m.tightness, default=Manage.FULL)


class Decision(NamedTuple):
    """Either a change (``do``, ``now``) or a line in a list, or nothing at all; ``rule`` says on whose word."""

    rule: str
    do: Action | None = None
    now: Seat | None = None
    listing: Listing | None = None
    why: str = ""
    until: date | None = None
    would: Action | None = None
    """What an observed workspace would get (D-14)."""


_KEPT_OUT = frozenset({SignIn.BLOCKED, SignIn.LAPSED})


@lru_cache(maxsize=1024)
def decide(want: Seat | None, have: Seat | None, situation: Situation) -> Decision:
    """The row of the table that fits; see the module for its promises. Thousands of customers ask for a few."""
    decision = _by_the_table(want, have, situation)
    taken = decision.do in (Action.REMOVE, Action.REVOKE)  # whatever role it should be instead
    roles = (want.role if want and not taken else None, have.role if have else None)
    if decision.do is not None and situation.manage(*roles) is Manage.OBSERVE:
        cause = why_taken(decision.rule, want or have) if taken else why_given(have, decision.now)
        why = only_observed(cause)
        return Decision("D-14", listing=Listing.WOULD, why=why, would=decision.do)
    return decision


def _by_the_table(want: Seat | None, have: Seat | None, situation: Situation) -> Decision:
    if situation.leaver:
        return _take_away(have, situation, "D-16")
    if want is None or want.past(situation.on):
        return _absent(want, have, situation)
    if situation.sign_in is SignIn.BLOCKED and have is None:
        return Decision("S-11", listing=Listing.HELD, why="a personal account, blocked here")
    if not situation.live:
        return _told_while_held(want, have, _without_a_contract(have, situation))
    if situation.sign_in in _KEPT_OUT:
        return _told_while_held(want, have, _personal_and_blocked(have, situation))
    decision = _present(want, have, situation)
    if situation.sign_in is SignIn.UNKNOWN and decision.do in (Action.INVITE, Action.REINVITE):
        why = "nobody can tell the kind of account, and unknown_accounts is deny"
        return Decision("D-09", listing=Listing.HELD, why=why)
    return decision


def _absent(want: Seat | None, have: Seat | None, situation: Situation) -> Decision:
    """D-14: ``add_only`` protects from being undeclared only; a last day (D-15), a contract's end (D-03) and policies
    (D-10) are stronger."""
    over = want if want is not None else have
    if over is not None and over.past(situation.on):
        return _take_away(have, situation, "D-15")
    if have is not None and have.counts(situation.on) and situation.manage(have.role) is Manage.ADD_ONLY:
        if not situation.live and have.offered(situation.on):
            return _without_a_contract(have, situation)
        if situation.live and situation.sign_in in _KEPT_OUT:
            return _personal_and_blocked(have, situation)
        return Decision("D-14", listing=Listing.UNMANAGED, why="not declared, and only additions are managed here")
    return _take_away(have, situation, "D-14")


def _take_away(have: Seat | None, situation: Situation, rule: str) -> Decision:
    """D-07: no open invitation outlives a removal."""
    if have is not None and have.state is SeatState.MEMBER:
        return Decision(rule, Action.REMOVE, have.ended(SeatState.REMOVED))
    if have is not None and have.offered(situation.on):
        return Decision(rule, Action.REVOKE, have.ended(SeatState.REVOKED))
    return Decision(rule)


def _without_a_contract(have: Seat | None, situation: Situation) -> Decision:
    """D-03: open invitations are revoked, and asked again at resume with their attempt unchanged."""
    if have is not None and have.offered(situation.on):
        return Decision("D-03", Action.REVOKE, shared(replace(have.ended(SeatState.REVOKED), attempt=have.attempt)))
    return Decision("D-03")


def _told_while_held(want: Seat, have: Seat | None, decision: Decision) -> Decision:
    """A member who stays as they are, while no contract is live or because of a policy, has the last day that is
    declared: the one of before would pass meanwhile."""
    if decision.do is None and have is not None and have.state is SeatState.MEMBER:
        return _with_what_is_said(want, have) or decision
    return decision


def _personal_and_blocked(have: Seat | None, situation: Situation) -> Decision:
    """D-10: tightening removes nobody by itself; what is in the state is held and listed, so that this is stable."""
    if have is not None and have.offered(situation.on):
        return Decision("D-10", Action.REVOKE, have.ended(SeatState.REVOKED))
    if have is not None and have.state is SeatState.MEMBER and situation.remove_personal:
        return Decision("D-10", Action.REMOVE, have.ended(SeatState.REMOVED))
    if have is not None and have.state is SeatState.MEMBER:
        why = "a registered personal account where they are blocked; registered_personal: remove takes it out"
        return Decision("D-10", listing=Listing.HELD, why=why)
    return Decision("D-10", listing=Listing.HELD, why="a personal account, blocked here now")


def _present(want: Seat, have: Seat | None, situation: Situation) -> Decision:
    match have.state if have is not None else None:
        case None | SeatState.REMOVED | SeatState.REVOKED:
            return Decision("S-08", Action.INVITE, _asked(want, have, situation, attempt=_attempt_kept(have)))
        case SeatState.INVITED:
            assert have is not None
            return _open(want, have, situation) if have.offered(situation.on) else _past_its_end(want, have, situation)
        case SeatState.DECLINED | SeatState.LEFT:
            assert have is not None
            return _said_no(want, have, situation)
        case SeatState.BOUNCED:
            return Decision("D-06", listing=Listing.NEEDS_DECISION, why="the address bounced; correct the address")
        case _:
            assert have is not None
            return _member(want, have, situation)


def _open(want: Seat, have: Seat, situation: Situation) -> Decision:
    """D-05: open is not drift. Another role is another offer, with a mail of its own."""
    if want.role is not have.role:
        return Decision("D-04", Action.REINVITE, _asked(want, have, situation, attempt=1))
    if (decision := _with_what_is_said(want, have)) is not None:
        return decision
    return Decision("D-05", listing=Listing.WAITING, why=f"waiting until {have.answer_by}", until=have.ends)


def _past_its_end(want: Seat, have: Seat, situation: Situation) -> Decision:
    """D-06: sent again at most ``attempts`` times in each round, then it waits for a decision."""
    if want.round > have.round:
        return Decision("D-06", Action.REINVITE, _asked(want, have, situation, attempt=1))
    if have.attempt < situation.terms.attempts:
        return Decision("D-06", Action.REINVITE, _asked(want, have, situation, attempt=have.attempt + 1))
    why = f"no answer after {have.attempt} invitations; reinvite: {have.round + 1} asks again"
    return Decision("D-06", listing=Listing.NEEDS_DECISION, why=why)


def _said_no(want: Seat, have: Seat, situation: Situation) -> Decision:
    """D-06: never invited again unless the author asks for it, by a higher round."""
    if want.round > have.round:
        return Decision("D-06", Action.INVITE, _asked(want, have, situation, attempt=1))
    said = "declined" if have.state is SeatState.DECLINED else "left"
    return Decision("D-06", listing=Listing.NEEDS_DECISION, why=f"{said}; reinvite: {have.round + 1} asks again")


def _member(want: Seat, have: Seat, situation: Situation) -> Decision:
    if want.role is not have.role:
        lowered = have.role is Role.ADMIN
        if lowered and situation.manage_admins is Manage.ADD_ONLY:
            return Decision("D-14", listing=Listing.UNMANAGED, why="declared as member, and admins are add_only here")
        now = shared(replace(have, role=want.role, until=want.until, note=want.note))
        return Decision("D-08" if lowered else "S-07", Action.SET_ROLE, now)
    return _with_what_is_said(want, have) or Decision("S-08")


def _with_what_is_said(want: Seat, have: Seat) -> Decision | None:
    """D-15: the last day, and reason, ticket and sponsor, as they are declared; None where they are so already."""
    if (want.until, want.note) == (have.until, have.note):
        return None
    return Decision("D-15", Action.UPDATE_MEMBER, shared(replace(have, until=want.until, note=want.note)))


def _asked(want: Seat, have: Seat | None, situation: Situation, attempt: int) -> Seat:
    """D-06: every asking has a generation of its own, and generations never fall."""
    return shared(
        Seat(
            SeatState.INVITED,
            want.role,
            until=want.until,
            generation=(have.generation if have is not None else 0) + 1,
            attempt=attempt,
            expires=days_after(situation.on, situation.terms.invitation_days),
            round=max(want.round, have.round if have is not None else 1),
            note=want.note,
        )
    )


def _attempt_kept(have: Seat | None) -> int:
    """Only an invitation that a contract's end revoked still has its attempt; every other asking starts at 1."""
    return have.attempt if have is not None and have.state is SeatState.REVOKED and have.attempt else 1
