"""Drains what waits: writes letters, makes them durable, hands them over, and marks what left. Resumable anywhere.

The order is what makes it at least once. Letters of a batch are written into the state, in one step with the marks of
the batch before; only then does the first of them leave; each that left is noted at once. Killed anywhere, the next run
takes the notes for marks and hands over what is neither: the one letter that was just leaving may go twice, under one
Message-ID. The state is locked for the steps only, so that an apply in between is not kept waiting; what it makes void
is seen at the next step.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path

from reconciler.applying.record import estate_of
from reconciler.delivery.letters import Writer
from reconciler.delivery.pace import Pace
from reconciler.delivery.parcels import parcel_of
from reconciler.errors import ChannelDown, CommitInDoubt, ExitCode, Locked, ReconcilerError
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import CustomerId
from reconciler.kinds.letter import About, Delivery, Letter, MessageKind, Noted, OwedMessage, SentLetter, Taken
from reconciler.loading.settings import Reminders, settings_above
from reconciler.ports import Channel, StateStore
from reconciler.workflows.bounces import bounced
from reconciler.workflows.calendar import asked_for
from reconciler.workflows.link_keys import LinkKeys, key_file, made_key, settled_keys
from reconciler.workflows.outlet import Outlet, outlet
from reconciler.workflows.sound import sound_holding
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


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who could not be reached yet, or never will be: ``said`` is what the other side said."""

    customer: CustomerId
    person: str
    said: str


@dataclass(slots=True)
class Delivered:
    """``messages`` counts by kind what left in ``mails``. ``put_off`` are tried again, ``bounced`` never; ``lapsed``
    invitations ended before they were sent, and are owed no more; ``later`` messages wait for their day, the next being
    ``next_day``."""

    place: str
    tried: bool = False
    mails: int = 0
    messages: Counter[str] = field(default_factory=Counter)
    put_off: list[Waiting] = field(default_factory=list)
    bounced: list[Waiting] = field(default_factory=list)
    lapsed: int = 0
    later: int = 0
    next_day: date | None = None
    key: str = ""
    down: ReconcilerError | None = None
    """Why it stopped, where it did before the end."""

    @property
    def exit_code(self) -> ExitCode:
        """6 where something that is due is still owed."""
        return ExitCode.PARTLY if self.put_off or self.down is not None else ExitCode.DONE


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
    ):
        file = key_file(request.key_file, settings, root)
        with store.lock(holder, patience):
            keys = made_key(store, file, world) if request.new_key else settled_keys(store, file)
        run = _Run(store, channel, way, keys, world, patience)
        run.all()
    return run.done


class _Run:
    def __init__(
        self, store: StateStore, channel: Channel, way: Outlet, keys: LinkKeys, world: World, patience: float
    ) -> None:
        self.done = Delivered(channel.place, way.tried, key=keys.present.id)
        self._store, self._channel, self._way, self._keys, self._world = store, channel, way, keys, world
        self._on, self._patience, self._pace = world.today(), patience, Pace(way.per_minute)
        self._writer: tuple[int, Writer] | None = None
        self._names: dict[int, PersonKey] = {}
        self._sent: list[SentLetter] = []
        self._later: list[Letter] = []
        self._refused: list[tuple[Letter, str]] = []
        self._handed = self._total = 0

    def all(self) -> None:
        self._take_notes()
        for customer in self._store.customers() if self._way.reminders != Reminders() else ():
            with self._store.lock(f"{self._world.actor} (deliver)", self._patience):
                self._ask_the_calendar(customer)
        due = {c: self._store.recipients(c, self._on) for c in self._store.customers()}
        self._total = sum(map(len, due.values()))
        for customer, people in due.items():
            try:
                self._of_customer(customer, people)
            except ChannelDown as fault:
                self.done.down = fault
                break
            except (CommitInDoubt, Locked) as fault:
                if not self.done.mails:
                    raise
                self.done.down = fault  # what left is told all the same, and a state in doubt is not asked for more
                return
        self._look_ahead()

    def _ask_the_calendar(self, customer: CustomerId) -> None:
        holding = sound_holding(self._store, customer)
        assert holding is not None
        owed = [*asked_for(self._store, customer, estate_of(holding), self._way.reminders, self._on)]
        if owed:
            self._store.keep_delivery([Delivery(customer, owed=owed)])

    def _take_notes(self) -> None:
        """What a run that was killed had handed over."""
        noted = self._store.noted()
        steps = []
        for customer in {each.customer for each in noted}:
            at = {each.letter: each.at for each in noted if each.customer == customer}
            left = [letter for letter in self._store.letters(customer) if letter.id in at]
            steps.append(Delivery(customer, sent=[_mark(letter, at[letter.id]) for letter in left]))
        if noted:
            self._store.keep_delivery(steps)

    def _of_customer(self, customer: CustomerId, people: Sequence[int]) -> None:
        self._writer, waiting = None, iter(people)
        try:
            while self._world.goes_on() and (some := list(islice(waiting, self._pace.at_once(AT_ONCE)))):
                with self._store.lock(f"{self._world.actor} (deliver)", self._patience):
                    letters = self._written(customer, some)
                self._total += len(letters) - len(some)
                self._hand_over(customer, letters)
        finally:
            self._settle(customer)

    def _written(self, customer: CustomerId, people: Sequence[int]) -> list[Letter]:
        """The letters to these people that may leave now, durable, as the marks of those before are."""
        writer = self._writer_of(customer)
        owed, letters = self._known(customer, people)
        now = self._world.clock()
        fresh: list[Letter] = []
        void: list[str] = []
        ready: list[Letter] = []
        early: list[Letter] = []
        for person in people:
            name, former = self._names[person], len(void)
            due = [m for m in owed.get(person, ()) if m.send_on <= self._on]
            said = {m for m in due if writer.due(m, name)}
            self._let_go(m for m in due if m not in said)
            for letter in letters.get(person, ()):
                about = {m for m in said if (m.workspace, m.generation, m.kind) in letter.about}
                whole = len(about) == len(letter.about) and parcel_of(customer, letter, self._keys.present, name)
                waits = letter.not_before is not None and letter.not_before > now
                if whole and (waits or writer.says(letter, name, about)):
                    (early if waits else ready).append(letter)
                    said -= about
                else:
                    void.append(letter.id)
            if said:
                fresh.append(writer.letter(name, said, now, void[former:]))
        self._keep(Delivery(customer, letters=fresh, void=void), customer)
        self.done.put_off += [Waiting(customer, self._names[letter.person], letter.said) for letter in early]
        return [*ready, *fresh]

    def _let_go(self, late: Iterable[OwedMessage]) -> None:
        """What came too late: a mark stays of it. A plan asks again with a message of its own (D-06)."""
        for message in late:
            self.done.lapsed += message.kind is MessageKind.INVITATION
            about = About(message.workspace, message.generation, message.kind)
            name = f"late.{message.person}.{about.workspace}.{about.generation}.{about.kind.value}"
            self._sent.append(SentLetter(name, message.person, (about,), "-", self._world.clock(), "too late"))

    def _known(
        self, customer: CustomerId, people: Sequence[int]
    ) -> tuple[dict[int, list[OwedMessage]], dict[int, list[Letter]]]:
        owed: dict[int, list[OwedMessage]] = {}
        letters: dict[int, list[Letter]] = {}
        for message in self._store.owed(customer, people):
            owed.setdefault(message.person, []).append(message)
        for letter in self._store.letters(customer, people):
            letters.setdefault(letter.person, []).append(letter)
        return owed, letters

    def _writer_of(self, customer: CustomerId) -> Writer:
        """Read again where an apply came in between."""
        serial = self._store.customers()[customer]
        if self._writer is None or self._writer[0] != serial:
            holding = sound_holding(self._store, customer)
            assert holding is not None
            estate = estate_of(holding)
            self._names = {number: key for key, number in estate.numbers.items()}
            self._writer = (serial, Writer(estate, self._way.templates, self._way.sender, self._on))
        return self._writer[1]

    def _hand_over(self, customer: CustomerId, letters: Sequence[Letter]) -> None:
        for letter in letters:
            if not self._world.goes_on():
                return
            self._pace.wait()
            parcel = parcel_of(customer, letter, self._keys.present, self._names[letter.person])
            assert parcel is not None
            reply = self._channel.hand_over(parcel)
            at = self._world.clock()
            self._handed += 1
            self._world.progress("sending", self._handed, self._total)
            if reply.taken is Taken.SENT:
                self._store.note_sent(Noted(customer, letter.id, at))
                self._sent.append(_mark(letter, at))
                self.done.mails += 1
                self.done.messages.update(about.kind.value for about in letter.about)
            elif reply.taken is Taken.LATER:
                wait = min(_FIRST_WAIT * 2 ** min(letter.attempts, 10), _LONGEST_WAIT)
                self._later.append(letter._replace(attempts=letter.attempts + 1, not_before=at + wait, said=reply.said))
                self.done.put_off.append(Waiting(customer, parcel.recipient, reply.said))
            else:
                self._refused.append((letter, reply.said))

    def _settle(self, customer: CustomerId) -> None:
        """What the last batch came to."""
        with self._store.lock(f"{self._world.actor} (deliver)", self._patience):
            self._keep(Delivery(customer), customer)

    def _keep(self, step: Delivery, customer: CustomerId) -> None:
        """Under the lock. Who cannot be reached is recorded as an answer is; marks follow what is durable elsewhere."""
        refused, self._refused = self._refused, []
        if refused:
            bounced(self._store, customer, [letter for letter, _ in refused], self._world)
            self.done.bounced += [Waiting(customer, self._names[letter.person], said) for letter, said in refused]
        if self._sent:
            self._channel.settle()
        at = self._world.clock()
        sent = [*self._sent, *(_mark(letter, at, said) for letter, said in refused)]
        step = step._replace(letters=[*step.letters, *self._later], sent=sent)
        self._sent, self._later = [], []
        if step.letters or step.sent or step.void:
            self._store.keep_delivery([step])

    def _look_ahead(self) -> None:
        for customer in self._store.customers():
            days = [m.send_on for m in self._store.owed(customer) if m.send_on > self._on]
            self.done.later += len(days)
            self.done.next_day = min([*days, *([self.done.next_day] if self.done.next_day else [])], default=None)


def _mark(letter: Letter, at: datetime, refused: str = "") -> SentLetter:
    return SentLetter(letter.id, letter.person, letter.about, letter.digest, at, refused)
