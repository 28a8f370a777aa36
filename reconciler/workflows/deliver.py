"""Drains what waits: writes letters, makes them durable, hands them over, and marks what left. Resumable anywhere.

The life of one message::

    owed          by a commit (an invitation, access given back) or the calendar (a reminder, a last day), for a day
      |
      |  its day has come
      +---------> on hold     no contract is live: it is owed as before
      +---------> too late    it would help nobody any more: a mark stays, and it is owed no more
      v
    written       in one letter with all that is due to that person, which stands in the state before it leaves
      |           (once it says what holds no more it is void, and another is written)
      |
      |  handed over to the channel
      +---------> put off     not now: the letter waits, longer each time, and its messages are owed as before
      +---------> refused     nobody is there: the invitation has bounced, and the journal says so; a mark stays
      v
    sent          noted beside the state at once; with the next step a mark in it, and owed no more

The order is what makes it at least once. Each *step* is one writing of the state: the letters of a batch are written
into it together with what the batch before came to; only then does the first of them leave, and each that left is noted
at once. Killed anywhere, the next run takes the notes for marks and hands over what is neither: the one letter that was
just leaving may go twice, under one Message-ID. The state is locked for the steps only, so that an apply in between is
not kept waiting; what it makes void is seen at the next step.

A run holds one batch: the queue is read in pages, in the order of people, and of a customer only whom a page concerns.
A customer whose state is damaged is left alone, and the others go on.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from reconciler.delivery.pace import Pace
from reconciler.delivery.parcels import parcel_of
from reconciler.errors import ChannelDown, CommitInDoubt, Locked, StateBroken
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import CustomerId
from reconciler.kinds.letter import Delivery, Letter, MessageKind, Noted, OwedMessage, Parcel, Reply, SentLetter, Taken
from reconciler.loading.settings import settings_above
from reconciler.ports import Channel, StateStore
from reconciler.reporting.delivered import Delivered, Waiting
from reconciler.workflows.addressees import Addressees
from reconciler.workflows.bounces import bounced
from reconciler.workflows.calendar import owe_what_the_calendar_asks
from reconciler.workflows.due_letters import NOTHING_DUE, Correspondence, DueLetters
from reconciler.workflows.link_keys import LinkKeys, key_file, made_key, settled_keys
from reconciler.workflows.lost_race import Left, left_by
from reconciler.workflows.outlet import Outlet, outlet
from reconciler.workflows.state import StateChoice, located, reading_existing, writing
from reconciler.workflows.world import World

AT_ONCE = 200
"""Letters of one batch: as many mails may go twice after a power cut, and one after a kill."""
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class DeliverRequest:
    state: StateChoice = field(default_factory=StateChoice)
    key_file: str | None = None
    new_key: bool = False
    password: str | None = field(default=None, repr=False)
    """Of the mail server, where the environment says one."""
    path: Path | None = None
    """Where the configuration is; None for this directory."""
    sent_by: Path | None = None
    """A state in Git whose push lost a race, after mails had left by it."""


def deliver(request: DeliverRequest, world: World, opened: Callable[[], Channel] | None = None) -> Delivered:
    """Sends everything that is due, or as much as the channel takes; ``opened`` gives another one than configured."""
    root, settings = settings_above(request.path or Path.cwd())
    place = located(request.state, settings, root)
    with reading_existing(place) as there:
        way = outlet(settings, root, there.lineage, request.password)
    holder, patience = f"{world.actor} (deliver)", request.state.lock_timeout
    with (
        writing(place, world) as store,
        store.delivering(holder, patience),
        closing((opened or way.opened)()) as channel,
        left_by(request.sent_by, store) as left,
    ):
        file = key_file(request.key_file, settings, root)
        with store.lock(holder, patience):
            keys = made_key(store, file, world) if request.new_key else settled_keys(store, file)
        return _Run(store, channel, way, keys, world, patience, left).all()


class _Run:
    """One run, over every customer."""

    def __init__(
        self, store: StateStore, channel: Channel, way: Outlet, keys: LinkKeys, world: World, wait: float, left: Left
    ) -> None:
        self.done = Delivered(channel.place, way.tried, key=keys.present.id)
        self.store, self.channel, self.way, self.key, self.world = store, channel, way, keys.present, world
        self.on, self.pace = world.today(), Pace(way.per_minute)
        self._patience, self.left = wait, left
        self._handed = self._total = 0

    def all(self) -> Delivered:
        self._take_notes()
        for customer in self._sound():
            with self._leaving_alone(customer), self.lock():
                owe_what_the_calendar_asks(self.store, customer, self.way.reminders, self.on)
        for customer in self._sound():
            with self._leaving_alone(customer):
                self._total += self.store.queued(customer, self.on).due
        for customer in self._sound():
            try:
                with self._leaving_alone(customer):
                    _Mailing(self, customer).everybody()
            except ChannelDown as fault:
                self.done.down = fault
                break
            except (CommitInDoubt, Locked) as fault:
                if not self.done.mails:
                    raise
                self.done.down = fault  # what left is told all the same, and a state in doubt is not asked for more
                return self.done
        self._look_ahead()
        return self.done

    def lock(self) -> AbstractContextManager[None]:
        return self.store.lock(f"{self.world.actor} (deliver)", self._patience)

    def more_letters(self, letters: int, people: int) -> None:
        """Somebody may get none, or two."""
        self._total += letters - people

    def hand_over(self, parcel: Parcel) -> Reply:
        self.pace.wait()
        reply = self.channel.hand_over(parcel)
        self._handed += 1
        self.world.progress("sending", self._handed, self._total)
        return reply

    def _sound(self) -> Iterator[CustomerId]:
        """Those of whom nothing damaged was met yet."""
        return (customer for customer in self.store.customers() if customer not in self.done.damaged)

    @contextmanager
    def _leaving_alone(self, customer: CustomerId) -> Iterator[None]:
        """Where it is damaged."""
        try:
            yield
        except StateBroken as fault:
            self.done.damaged.setdefault(customer, fault)

    def _take_notes(self) -> None:
        """What a run that was killed had handed over is marked as sent, if it outlives a power cut by now; otherwise
        it is sent again."""
        noted = self.store.noted()
        safe = self._outlives([each.letter for each in noted])
        for customer in {each.customer for each in noted}:
            at = {each.letter: each.at for each in noted if each.customer == customer}
            with self._leaving_alone(customer):
                left = [letter for letter in self.store.letters(customer) if safe and letter.id in at]
                self.store.keep_delivery([Delivery(customer, sent=[_mark(letter, at[letter.id]) for letter in left])])

    def _outlives(self, letters: Sequence[str]) -> bool:
        try:
            self.channel.sync(letters)
        except ChannelDown:
            return False
        return True

    def _look_ahead(self) -> None:
        for customer in self._sound():
            with self._leaving_alone(customer):
                queued = self.store.queued(customer, self.on)
                self.done.later += queued.later
                self.done.next_day = min(filter(None, (queued.next_day, self.done.next_day)), default=None)


class _Mailing:
    """The letters of one customer, a batch at a time."""

    def __init__(self, run: _Run, customer: CustomerId) -> None:
        self._run, self._customer, self._done = run, customer, run.done
        self._addressees = Addressees(run.store, customer, run.way, run.on)
        self._names: dict[int, PersonKey] = {}
        self._sent: list[SentLetter] = []
        self._put_off: list[Letter] = []
        self._refused: list[tuple[Letter, Waiting]] = []

    def everybody(self) -> None:
        run, last = self._run, 0
        try:
            while run.world.goes_on() and (people := self._page_behind(last)):
                last = people[-1]
                with run.lock():
                    letters = self._written(people)
                run.more_letters(len(letters), len(people))
                self._hand_over_all(letters)
        finally:
            with run.lock():
                self._step()

    def _page_behind(self, last: int) -> Sequence[int]:
        return self._run.store.recipients(self._customer, self._run.on, last, self._run.pace.at_once(AT_ONCE))

    def _written(self, people: Sequence[int]) -> list[Letter]:
        """The letters to these people that may leave now: all of them in the state, as what became of the batch before
        is."""
        run = self._run
        owed = [m for m in run.store.owed(self._customer, people) if m.send_on <= run.on]
        writer, self._names = self._addressees.turned_to(people, owed)
        known = Correspondence(self._customer, self._names, writer, run.key, run.world.clock())
        found = known.due(people, owed, run.store.letters(self._customer, people))
        self._mark_too_late(found.too_late)
        if found.on_hold:
            self._done.on_hold[self._customer] += len(found.on_hold)
        self._step(found)
        for letter in found.put_off:
            self._tell_put_off(letter)
        left = run.left(self._customer, people)
        if gone := [left[letter.id] for letter in found.ready if letter.id in left]:
            run.store.keep_delivery([Delivery(self._customer, sent=gone)])
        return [letter for letter in found.ready if letter.id not in left]

    def _mark_too_late(self, messages: Iterable[OwedMessage]) -> None:
        """Owed no more. A plan asks again with a message of its own (D-06)."""
        for message in messages:
            self._done.lapsed += message.kind is MessageKind.INVITATION
            name = f"late.{message.person}.{message.workspace}.{message.generation}.{message.kind.value}"
            now = self._run.world.clock()
            self._sent.append(SentLetter(name, message.person, (message.about,), "-", now, "too late"))

    def _hand_over_all(self, letters: Sequence[Letter]) -> None:
        """Whoever is asked to end finishes the letter in hand."""
        for letter in letters:
            if not self._run.world.goes_on():
                return
            self._hand_over(letter)

    def _hand_over(self, letter: Letter) -> None:
        parcel = parcel_of(self._customer, letter, self._run.key, self._names[letter.person])
        assert parcel is not None
        reply, at = self._run.hand_over(parcel), self._run.world.clock()
        match reply.taken:
            case Taken.SENT:
                self._run.store.note_sent(Noted(self._customer, letter.id, at))
                self._sent.append(_mark(letter, at))
                self._done.mails += 1
                self._done.messages.update(about.kind.value for about in letter.about)
            case Taken.LATER:
                wait = min(_FIRST_WAIT * 2 ** min(letter.attempts, 10), _LONGEST_WAIT)
                again = letter._replace(attempts=letter.attempts + 1, not_before=at + wait, said=reply.said)
                self._put_off.append(again)
                self._tell_put_off(again)
            case Taken.REFUSED:
                self._refused.append((letter, self._waiting(letter, reply.said)))

    def _step(self, found: DueLetters = NOTHING_DUE) -> None:
        """One writing of the state, under the lock: what was found due, and what became of the letters before. Who
        cannot be reached is recorded as an answer is; marks follow what outlives a power cut elsewhere."""
        store, refused, self._refused = self._run.store, self._refused, []
        if refused:
            bounced(store, self._customer, [letter for letter, _ in refused], self._run.world)
            self._done.bounced += [nobody for _, nobody in refused]
        if self._sent:
            self._sync()
        at = self._run.world.clock()
        sent = [*self._sent, *(_mark(letter, at, nobody.said) for letter, nobody in refused)]
        step = Delivery(self._customer, [*found.new, *self._put_off], sent, found.void)
        self._sent, self._put_off = [], []
        if step.letters or step.sent or step.void:
            store.keep_delivery([step])

    def _sync(self) -> None:
        """What cannot be synced may be gone, whatever is said of it later: it has not left, and is sent again."""
        try:
            self._run.channel.sync()
        except ChannelDown:
            left = [mark for mark in self._sent if not mark.refused]
            self._done.mails -= len(left)
            self._done.messages -= Counter(about.kind.value for mark in left for about in mark.about)
            self._sent = []
            self._run.store.keep_delivery([Delivery(self._customer)])
            raise

    def _tell_put_off(self, letter: Letter) -> None:
        self._done.has_put_off(self._waiting(letter, letter.said), letter.not_before)

    def _waiting(self, letter: Letter, said: str) -> Waiting:
        return Waiting(self._customer, self._names[letter.person], said)


def _mark(letter: Letter, at: datetime, refused: str = "") -> SentLetter:
    return SentLetter(letter.id, letter.person, letter.about, letter.digest, at, refused)
