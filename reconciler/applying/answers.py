"""What people say: accepted, declined, left, bounced. Through the same door as a plan, in one commit with its entry.

D-05: "Accepting asks the same function, at the time of the answer; an answer to an invitation not yet delivered
counts."
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple, Protocol

from reconciler.applying.entry import Occasion
from reconciler.applying.passage import passage
from reconciler.applying.receipt import CustomerResult, Result
from reconciler.applying.refusal import Refusal
from reconciler.applying.step import Step, step
from reconciler.kinds.account import Identity
from reconciler.kinds.account_policy import AccountKind
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import Estate
from reconciler.kinds.person import Person
from reconciler.kinds.plain import difference
from reconciler.kinds.seat import Seat, SeatState, shared
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.changes import Action, Authority, Change
from reconciler.ports import Holding, Randomness
from reconciler.rules.entitlement import barred
from reconciler.rules.predicted_accounts import Predicted
from reconciler.rules.sign_in_accounts import may_sign_in


class Answer(StrEnum):
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LEFT = "left"
    BOUNCED = "bounced"


_OUTCOMES = {
    Answer.ACCEPTED: SeatState.MEMBER,
    Answer.DECLINED: SeatState.DECLINED,
    Answer.LEFT: SeatState.LEFT,
    Answer.BOUNCED: SeatState.BOUNCED,
}
_ACTIONS = {answer: Action(f"answer_{answer.value}") for answer in Answer}


class Asked(NamedTuple):
    """The day on which an invitation was made, and the one of its mail. An answer to one that is not delivered yet
    counts (D-05), as where an admin lets somebody in; that a mail came back, or that somebody does not want what it
    says, nobody can know before its day."""

    made: date
    due: date

    def too_early(self, answer: Answer, on: date) -> str:
        """Why nobody can have answered so on a day; empty where they can."""
        if on < self.made:
            return f"nobody had asked them yet on {on}: that was on {self.made}"
        if on < self.due and answer in (Answer.DECLINED, Answer.BOUNCED):
            return f"the invitation was not to be sent before {self.due}"
        return ""


class Answered(NamedTuple):
    """One answer as it came in; ``row`` says where, for whoever has to correct it. ``account`` is the kind that they
    signed in with, and ``identity`` the account itself, where that is known."""

    workspace: WorkspaceId
    person: PersonKey
    answer: Answer
    on: date
    row: int
    account: AccountKind | None = None
    identity: Identity | None = None


class AskedAt(Protocol):
    """When whom was asked; ``latest`` is the last day of all."""

    @property
    def latest(self) -> date: ...

    def of(self, workspace: WorkspaceId, person: PersonKey, seat: Seat) -> Asked | None: ...


@dataclass(frozen=True, slots=True)
class Judged:
    """The changes that the good answers make in ``estate``, in an order that can be obeyed, and a reason for each bad
    one. ``known`` counts answers that say what the state says already: recording twice is recording once."""

    estate: Estate
    changes: tuple[Change, ...]
    refused: tuple[tuple[Answered, Refusal], ...]
    known: int = 0


def judged(estate: Estate, answers: Iterable[Answered], asked: AskedAt | None = None) -> Judged:
    """Each answer is judged at its own day, on what the answers of earlier days made: many lists begin with the latest.
    Those of one day are taken as they come. ``asked`` says since when there was something to answer, where that is
    known."""
    judge, gathered = _Judge(estate), _Gathered()
    seats: dict[tuple[WorkspaceId, PersonKey], Seat] = {}
    refused: list[tuple[Answered, Refusal]] = []
    aliases, known = estate.aliases(), 0
    for answer in sorted(answers, key=attrgetter("on")):
        person = aliases.get(answer.person, answer.person)
        place = (answer.workspace, person)
        have = seats.get(place) or estate.seats_in(answer.workspace).get(person)
        if have is not None and have.state is _OUTCOMES[answer.answer]:
            known += 1
            continue
        known_day = asked.of(*place, have) if asked and have and answer.on < asked.latest else None
        now = judge.after(have, answer, person, known_day)
        if isinstance(now, Refusal):
            refused.append((answer, now))
            continue
        if answer.answer is Answer.ACCEPTED:
            judge.accounts.learn(person, answer)
        gathered.add(_ACTIONS[answer.answer], place, have, now)
        seats[place] = now
    return Judged(estate, (*gathered.changes(), *judge.accounts.learned()), tuple(refused), known)


def answered_step(said: Judged, holding: Holding, occasion: Occasion, randomness: Randomness) -> Step:
    """What recording the good answers comes to, through the same door as a plan. ``holding`` is what they were judged
    on."""
    if not said.changes:
        return Step(None, CustomerResult(said.estate.customer, said.estate.serial, Result.NOTHING))
    return step(passage(said.estate, said.changes), holding, occasion, randomness)


class _Gathered:
    """Like answers become one change; a person's second answer in a workspace starts a new sequence."""

    def __init__(self) -> None:
        self._done: list[Change] = []
        self._open: dict[tuple[object, ...], tuple[Change, list[PersonKey]]] = {}
        self._seen: set[tuple[str, PersonKey]] = set()

    def add(self, do: Action, place: tuple[WorkspaceId, PersonKey], was: Seat | None, now: Seat) -> None:
        if place in self._seen:
            self._done, self._open, self._seen = list(self.changes()), {}, set()
        workspace, person = place
        key = (do, workspace, id(was), id(now))  # seats are shared, and hashing one costs ten times more
        if key not in self._open:
            change = Change(do, workspace, was, now, "S-08", authority=Authority.SYSTEM)
            self._open[key] = (change, [])
        self._open[key][1].append(person)
        self._seen.add(place)

    def changes(self) -> tuple[Change, ...]:
        alike = sorted(self._open.values(), key=lambda item: (item[0].at, item[0].do.value, min(item[1])))
        return (*self._done, *(change._replace(who=tuple(sorted(people))) for change, people in alike))


class _Judge:
    """Thousands answer the same to the same offer; what comes of it is decided once."""

    def __init__(self, estate: Estate) -> None:
        self.accounts = _Accounts(estate)
        self._estate = estate
        self._decided: dict[tuple[object, ...], Seat | Refusal] = {}

    def after(self, have: Seat | None, answer: Answered, person: PersonKey, asked: Asked | None) -> Seat | Refusal:
        """The seat after an answer, or why it does not count."""
        kind = self.accounts.kind(answer, person)
        alike = (id(have), answer.workspace, answer.answer, answer.on, answer.account, kind, asked)
        decided = self._decided.get(alike)
        if decided is None:
            decided = self._decided[alike] = self._decide(have, answer, kind, asked)
        return decided

    def _decide(self, have: Seat | None, answer: Answered, kind: AccountKind, asked: Asked | None) -> Seat | Refusal:
        now = _after(self._estate, have, answer, kind)
        early = asked.too_early(answer.answer, answer.on) if asked is not None else ""
        return _stale(early) if early and isinstance(now, Seat) else now


class _Accounts:
    """D-09: the real kind of account where it is known, else the predicted one; and what was learned of people."""

    def __init__(self, estate: Estate) -> None:
        self._estate = estate
        self._predicted = Predicted(estate)
        self._real: dict[PersonKey, AccountKind] = {}
        self._guessed: dict[PersonKey, AccountKind] = {}
        self._identities: dict[PersonKey, Identity] = {}

    def kind(self, answer: Answered, person: PersonKey) -> AccountKind:
        return answer.account or self._real.get(person) or self._guessed.get(person) or self._guess(person)

    def _guess(self, person: PersonKey) -> AccountKind:
        """Once for all the workspaces in which they answer."""
        guess = self._guessed[person] = self._predicted.kind(person)
        return guess

    def learn(self, person: PersonKey, answer: Answered) -> None:
        if answer.account is not None:
            self._real[person] = answer.account
        if answer.identity is not None:
            self._identities[person] = answer.identity

    def learned(self) -> Iterator[Change]:
        """Who they are, and of kinds of account only what is not as it was predicted: of thousands in a file nothing
        has to be kept."""
        for person in sorted({*self._real, *self._identities}):
            have = self._estate.people.get(person) or Person(person)
            real, predicted = self._real.get(person), self._predicted.kind(person)
            known = have if real in (None, predicted) else replace(have, signed_in=real)
            known = replace(known, identity=self._identities.get(person, have.identity))
            if known != have:
                rule = "D-09" if known.identity == have.identity else "S-09"
                yield Change(Action.UPDATE_PERSON, person, *difference(have, known), rule, authority=Authority.SYSTEM)


def _after(estate: Estate, have: Seat | None, answer: Answered, kind: AccountKind) -> Seat | Refusal:
    if answer.workspace not in estate.workspaces or have is None:
        return Refusal(Result.FAILED, "there is no invitation for this person in this workspace")
    match answer.answer:
        case Answer.LEFT:
            member = have.state is SeatState.MEMBER
            return have.ended(SeatState.LEFT) if member else _stale(f"they are no member there: {_is(have)}")
        case Answer.BOUNCED:
            invited = have.state is SeatState.INVITED
            return _bounced(have) if invited else _stale(f"no invitation to them could come back: {_is(have)}")
    if nothing := nothing_to_accept(have, answer.on):
        return nothing
    if not have.open(answer.on):
        return _stale(f"the invitation is not open on {answer.on}: {_why_not_open(have)}")
    if answer.answer is Answer.DECLINED:
        return shared(replace(have.ended(SeatState.DECLINED), attempt=have.attempt))
    return _accepted(estate, have, answer, kind)


def _accepted(estate: Estate, have: Seat, answer: Answered, kind: AccountKind) -> Seat | Refusal:
    if why := barred(estate, answer.workspace, answer.on):
        return Refusal(Result.BLOCKED, why, "an admin of the workspace knows when it will be in use")
    if not may_sign_in(estate, answer.workspace, kind, answer.on):
        known = "they signed in with one" if answer.account else "theirs is predicted to be one"
        why = f"personal accounts are blocked in this workspace on {answer.on}, and {known}"
        return Refusal(Result.BLOCKED, why, "sign in with a work or school account")
    return shared(replace(have, state=SeatState.MEMBER, attempt=0, expires=None))


def nothing_to_accept(offered: Seat, on: date) -> Refusal | None:
    """D-15: where the last day of what is offered is over."""
    if not (offered.offered(on) and offered.past(on)):
        return None
    return Refusal(Result.BLOCKED, f"the access would have ended on {offered.until}", "ask an admin of the workspace")


def _stale(why: str) -> Refusal:
    return Refusal(Result.STALE, why)


def _bounced(have: Seat) -> Seat:
    """What was offered is kept: it is offered again once the address is right."""
    return shared(replace(have, state=SeatState.BOUNCED, expires=None))


def _is(seat: Seat) -> str:
    return seat.state.value


def _why_not_open(have: Seat) -> str:
    if have.state is SeatState.INVITED:
        return f"it was open until {have.answer_by}"
    return _ANSWERED_SINCE.get(have.state, f"it was {have.state.value} already")


_ANSWERED_SINCE = {
    SeatState.MEMBER: "it was accepted already",
    SeatState.LEFT: "it was accepted, and they left since",
    SeatState.REMOVED: "they were removed since",
}
