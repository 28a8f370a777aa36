"""One person's invitations, by hand: what it comes to is shown first, and done only if it is still the same then."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reconciler.applying.by_hand import Deed, Done, done_to, leaving, resending, revoking
from reconciler.applying.entry import Occasion
from reconciler.applying.passage import passage
from reconciler.applying.receipt import CustomerResult, Receipt, Result
from reconciler.applying.record import estate_of
from reconciler.applying.refusal import Refusal
from reconciler.applying.step import step
from reconciler.errors import InputInvalid, InvitationClosed, ReconcilerError, Stopped, WrongUsage
from reconciler.kinds.address import PersonKey, key_of
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.workspace import WorkspaceId
from reconciler.loading.settings import settings_above
from reconciler.planning.changes import Change
from reconciler.planning.plan import summary
from reconciler.ports import Holding, StateStore
from reconciler.workflows.commits import SOMEBODY_ELSE, taken
from reconciler.workflows.sound import sound_holding
from reconciler.workflows.state import Located, StateChoice, absent, located_here, reading_existing, writing_existing
from reconciler.workflows.world import World

RUN_AGAIN = "look at it again, then run the same command again: reconciler invitations list"


class Kind(StrEnum):
    RESEND = "resend"
    REVOKE = "revoke"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Wish:
    """``target`` is CUSTOMER, for all of its workspaces, or CUSTOMER/WORKSPACE. ``days`` is how long a new invitation
    is open; None: as ``reconciler.yaml`` says."""

    kind: Kind
    person: str
    target: str
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a wish comes to in the state as it is. ``shown`` is how the person is spelled."""

    done: Done
    shown: str

    @property
    def customer(self) -> CustomerId:
        return self.done.estate.customer

    @property
    def workspaces(self) -> tuple[WorkspaceId, ...]:
        return tuple(WorkspaceId(change.at) for change in self.done.changes)


def proposed(wish: Wish, state: StateChoice, world: World) -> Proposal:
    """What would be done. An error, with its reason, where that is nothing."""
    place = located_here(state)
    with reading_existing(place) as store:
        return _proposal(wish, place, _holding(wish, store), world.today())


def carried_out(wish: Wish, agreed: Proposal | None, state: StateChoice, world: World) -> tuple[Proposal, Receipt]:
    """Does it, in one commit with one entry. Nothing is done where it comes to something else than was ``agreed``."""
    place = located_here(state)
    with writing_existing(place, world) as store, store.lock(f"{world.actor} ({wish.kind})", state.lock_timeout):
        holding = _holding(wish, store)
        proposal = _proposal(wish, place, holding, world.today())
        if agreed is not None and agreed.done.changes != proposal.done.changes:
            return proposal, _receipt(proposal, _too_late(proposal))
        return proposal, _receipt(proposal, _committed(proposal, holding, store, world))


def _holding(wish: Wish, store: StateStore) -> Holding:
    customer, slash, workspace = wish.target.partition("/")
    if (slash and not workspace) or (wish.kind is Kind.LEAVE and not workspace):
        raise WrongUsage(f"{wish.target!r} names no workspace", "write CUSTOMER/WORKSPACE")
    holding = sound_holding(store, CustomerId(customer))
    if holding is None:
        raise absent(f"customer {customer}", customer, list(store.customers()))
    return holding


def _proposal(wish: Wish, place: Located, holding: Holding, on: date) -> Proposal:
    estate = estate_of(holding)
    _, _, workspace = wish.target.partition("/")
    if workspace and workspace not in estate.workspaces:
        raise absent(f"workspace {workspace} in {estate.customer}", workspace, list(estate.workspaces))
    person = _person(estate, wish.person)
    known = [WorkspaceId(workspace)] if workspace else [w for w, seats in estate.seats.items() if person in seats]
    done = done_to(estate, person, known, _deed(wish, place, on))
    if not done.changes:
        raise _refused(done.refused, estate, estate.spelling(person))
    return Proposal(done, estate.spelling(person))


def _person(estate: Estate, address: str) -> PersonKey:
    key = key_of(address)
    person = estate.aliases().get(key, key)
    if person not in estate.numbers:
        raise absent(f"person {address} of {estate.customer}", person, list(estate.numbers))
    return person


def _deed(wish: Wish, place: Located, on: date) -> Deed:
    match wish.kind:
        case Kind.RESEND:
            _, settings = settings_above(place.root)
            return resending(on, wish.days or settings.terms.invitation_days)
        case Kind.REVOKE:
            return revoking(on)
    return leaving(on)


_ERRORS: dict[Result, type[ReconcilerError]] = {
    Result.FAILED: InputInvalid,
    Result.BLOCKED: Stopped,
    Result.STALE: InvitationClosed,
}


def _refused(refused: tuple[Refusal, ...], estate: Estate, who: str) -> ReconcilerError:
    if not refused:
        return InputInvalid(f"{who} is known to {estate.customer}, and in none of its workspaces")
    return error_of(refused[0])


def error_of(refusal: Refusal) -> ReconcilerError:
    return _ERRORS[refusal.result](refusal.why, refusal.remedy)


def _committed(proposal: Proposal, holding: Holding, store: StateStore, world: World) -> CustomerResult:
    estate = proposal.done.estate
    occasion = Occasion(world.clock(), world.today(), world.actor, world.via)
    made = step(passage(estate, proposal.done.changes), holding, occasion, world.randomness)
    return taken(store, made, estate.serial, RUN_AGAIN)


def _too_late(proposal: Proposal) -> CustomerResult:
    return CustomerResult(proposal.customer, proposal.done.estate.serial, Result.STALE, (SOMEBODY_ELSE,), RUN_AGAIN)


def _receipt(proposal: Proposal, result: CustomerResult) -> Receipt:
    done: tuple[Change, ...] = proposal.done.changes if result.result is Result.APPLIED else ()
    return Receipt("", "", (result,), summary(done))
