"""What people say: accepted, declined, left, bounced. Through the same door as a plan, in one commit with its entry.

D-05: "Accepting asks the same function, at the time of the answer; an answer to an invitation not yet delivered
counts."
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple, Protocol

from reconciler.applying.answered import Alike, Answer, Replies, Reply
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


class AskedAt(Protocol):
    """When whom was asked; ``latest`` is the last day of all, or a later one."""

    @property
    def latest(self) -> date: ...

    def of(self, workspace: WorkspaceId, person: PersonKey, seat: Seat) -> Asked | None: ...


@dataclass(frozen=True, slots=True)
class Judged:
    """The changes that the good answers make in ``estate``, in an order that can be obeyed, and a reason for each bad
    one. ``known`` counts answers that say what the state says already: recording twice is recording once."""

    estate: Estate
    changes: tuple[Change, ...]
    refused: tuple[tuple[Alike, Refusal], ...]
    known: int = 0


def judged(estate: Estate, answers: Replies, asked: AskedAt | None = None) -> Judged:
    """Each answer is judged at its own day, on what the answers before it made. ``asked`` says since when there was
    something to answer, where that is known."""
    judge, gathered = _Judge(estate, asked), _Gathered()
    since: dict[WorkspaceId, dict[PersonKey, Seat]] = {}
    refused: list[tuple[Alike, Refusal]] = []
    known = 0
    for alike in answers.in_turn(estate.aliases()):
        reply = alike.reply
        here, changed = estate.seats_in(reply.workspace), since.setdefault(reply.workspace, {})
        haves = [changed.get(p) or here.get(p) for p in alike.people] if changed else [*map(here.get, alike.people)]
        for some, have, now in judge.after(haves, alike):
            if isinstance(now, Refusal):
                refused.append((some, now))
            elif have is now:
                known += len(some.people)
            else:
                assert have is not None  # who was never asked has nothing to answer
                gathered.add(reply, have, now, some.people)
                changed.update(dict.fromkeys(some.people, now))
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
        self._open: dict[tuple[WorkspaceId, Answer, int, int], tuple[Seat, Seat, list[PersonKey]]] = {}
        self._seen: dict[WorkspaceId, set[PersonKey]] = {}

    def add(self, reply: Reply, had: Seat, now: Seat, people: Sequence[PersonKey]) -> None:
        seen = self._seen.get(reply.workspace)
        if seen is not None and not seen.isdisjoint(people):
            self._done, self._open, self._seen = list(self.changes()), {}, {}
        # Seats are shared, and hashing one costs ten times more.
        key = (reply.workspace, reply.answer, id(had), id(now))
        self._open.setdefault(key, (had, now, []))[2].extend(people)
        self._seen.setdefault(reply.workspace, set()).update(people)

    def changes(self) -> tuple[Change, ...]:
        fresh = [
            Change(_ACTIONS[answer], workspace, had, now, "S-08", tuple(sorted(people)), Authority.SYSTEM)
            for (workspace, answer, *_), (had, now, people) in self._open.items()
        ]
        return (*self._done, *sorted(fresh, key=lambda change: (change.at, change.do.value, change.who[0])))


class _Judge:
    """Thousands answer the same to the same offer; what comes of it is decided once."""

    def __init__(self, estate: Estate, asked: AskedAt | None) -> None:
        self.accounts = _Accounts(estate)
        self._estate, self._asked = estate, asked
        self._seats: dict[tuple[int, Answer, date], Seat | Refusal] = {}
        self._doors: dict[tuple[Reply, AccountKind], Refusal | None] = {}

    def after(self, haves: Sequence[Seat | None], alike: Alike) -> Iterator[tuple[Alike, Seat | None, Seat | Refusal]]:
        """Those who are judged alike, what they had, and the seat after their answer or why it does not count; the very
        one that they had where they say again what it says. ``haves`` stand at the places of the people."""
        kinds, days = self.accounts.kinds(alike), self._days(haves, alike)
        for first, some in alike.parted(haves, kinds, days):
            have = haves[first]
            if have is not None and have.state is _OUTCOMES[alike.reply.answer]:
                yield some, have, have
                continue
            now = self._decided(have, alike.reply, kinds[first], days[first])
            if alike.reply.answer is Answer.ACCEPTED and isinstance(now, Seat):
                self.accounts.learn(some)
            yield some, have, now

    def _days(self, haves: Sequence[Seat | None], alike: Alike) -> Sequence[Asked | None]:
        asked, reply = self._asked, alike.reply
        if asked is None or reply.on >= asked.latest:
            return [None] * len(haves)
        each = zip(alike.people, haves, strict=True)
        return [None if have is None else asked.of(reply.workspace, person, have) for person, have in each]

    def _decided(self, have: Seat | None, reply: Reply, kind: AccountKind, asked: Asked | None) -> Seat | Refusal:
        if have is None or reply.workspace not in self._estate.workspaces:
            return Refusal(Result.FAILED, "there is no invitation for this person in this workspace")
        now = self._seat_after(have, reply)
        if isinstance(now, Refusal):
            return now
        kept_out = self._kept_out(reply, kind) if reply.answer is Answer.ACCEPTED else None
        early = asked.too_early(reply.answer, reply.on) if asked is not None else ""
        return kept_out or (_stale(early) if early else now)

    def _seat_after(self, have: Seat, reply: Reply) -> Seat | Refusal:
        """By what they had alone, whichever workspace it is."""
        alike = (id(have), reply.answer, reply.on)
        if alike not in self._seats:
            self._seats[alike] = _after(have, reply.answer, reply.on)
        return self._seats[alike]

    def _kept_out(self, reply: Reply, kind: AccountKind) -> Refusal | None:
        """By what the workspace is, whatever they had."""
        alike = (reply, kind)
        if alike not in self._doors:
            self._doors[alike] = _kept_out(self._estate, reply, kind)
        return self._doors[alike]


class _Accounts:
    """D-09: the real kind of account where it is known, else the predicted one; and what was learned of people."""

    def __init__(self, estate: Estate) -> None:
        self._estate = estate
        self._predicted = Predicted(estate)
        self._real: dict[PersonKey, AccountKind] = {}
        self._identities: dict[PersonKey, Identity] = {}

    def kinds(self, alike: Alike) -> Sequence[AccountKind]:
        if alike.reply.account is not None:
            return [alike.reply.account] * len(alike.people)
        predicted = self._predicted.kinds(alike.people)
        return list(map(self._real.get, alike.people, predicted)) if self._real else predicted

    def learn(self, some: Alike) -> None:
        if some.reply.account is not None:
            self._real |= dict.fromkeys(some.people, some.reply.account)
        if some.reply.identity is not None:
            self._identities |= dict.fromkeys(some.people, some.reply.identity)

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


def _after(have: Seat, answer: Answer, on: date) -> Seat | Refusal:
    match answer:
        case Answer.LEFT:
            member = have.state is SeatState.MEMBER
            return have.ended(SeatState.LEFT) if member else _stale(f"they are no member there: {_is(have)}")
        case Answer.BOUNCED:
            invited = have.state is SeatState.INVITED
            return _bounced(have) if invited else _stale(f"no invitation to them could come back: {_is(have)}")
    if nothing := nothing_to_accept(have, on):
        return nothing
    if not have.open(on):
        return _stale(f"the invitation is not open on {on}: {_why_not_open(have)}")
    if answer is Answer.DECLINED:
        return shared(replace(have.ended(SeatState.DECLINED), attempt=have.attempt))
    return _taken_up(have)


def _kept_out(estate: Estate, reply: Reply, kind: AccountKind) -> Refusal | None:
    if why := barred(estate, reply.workspace, reply.on):
        return Refusal(Result.BLOCKED, why, "an admin of the workspace knows when it will be in use")
    if may_sign_in(estate, reply.workspace, kind, reply.on):
        return None
    known = "they signed in with one" if reply.account else "theirs is predicted to be one"
    why = f"personal accounts are blocked in this workspace on {reply.on}, and {known}"
    return Refusal(Result.BLOCKED, why, "sign in with a work or school account")


@lru_cache(maxsize=1024)
def _taken_up(offer: Seat) -> Seat:
    """Thousands accept the same offer."""
    return shared(replace(offer, state=SeatState.MEMBER, attempt=0, expires=None))


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
