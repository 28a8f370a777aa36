"""Which letters say what is due to some people: those that were written before and still say it, or new ones."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from reconciler.delivery.letters import Writer
from reconciler.delivery.parcels import parcel_of
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import CustomerId
from reconciler.kinds.invitation_link import LinkKey
from reconciler.kinds.letter import Letter, OwedMessage


@dataclass(frozen=True, slots=True)
class DueLetters:
    """``kept`` and ``new`` letters may leave now. ``put_off`` ones were refused for the moment, and it is too early to
    try again. Those of ``void`` ids say what holds no more. ``too_late`` messages would help nobody any more,
    and those ``on_hold`` nobody yet."""

    kept: list[Letter] = field(default_factory=list)
    new: list[Letter] = field(default_factory=list)
    put_off: list[Letter] = field(default_factory=list)
    void: list[str] = field(default_factory=list)
    too_late: list[OwedMessage] = field(default_factory=list)
    on_hold: list[OwedMessage] = field(default_factory=list)

    @property
    def ready(self) -> list[Letter]:
        return [*self.kept, *self.new]


NOTHING_DUE = DueLetters()


@dataclass(frozen=True, slots=True)
class Correspondence:
    """What is known of a customer's letters and messages, as far as some people are concerned."""

    customer: CustomerId
    names: Mapping[int, PersonKey]
    writer: Writer
    key: LinkKey
    now: datetime

    def due(self, people: Sequence[int], owed: Iterable[OwedMessage], written: Iterable[Letter]) -> DueLetters:
        """``owed`` are the messages whose day has come, ``written`` the letters that wait."""
        found = DueLetters()
        of, by = _by_person(owed), _by_person(written)
        for person in people:
            name = self.names[person]
            held = [message for message in of.get(person, ()) if self.writer.on_hold(message)]
            due = [message for message in of.get(person, ()) if message not in held]
            still = {message for message in due if self.writer.due(message, name)}
            found.too_late.extend(message for message in due if message not in still)
            found.on_hold.extend(held)
            voided = len(found.void)
            asking = {message.about for message in held}
            for letter in by.get(person, ()):
                if not asking.isdisjoint(letter.about):
                    continue  # it is judged when they are due: another one could not tell that it is another
                about = {message for message in still if message.about in letter.about}
                if self._says(letter, name, about):
                    (found.put_off if self._is_early(letter) else found.kept).append(letter)
                    still -= about
                else:
                    found.void.append(letter.id)
            if still:
                found.new.append(self.writer.letter(name, still, self.now, found.void[voided:]))
        return found

    def _says(self, letter: Letter, name: PersonKey, about: Collection[OwedMessage]) -> bool:
        """Whether it would be written alike now. One that is not to be tried yet is looked at when it is."""
        if len(about) != len(letter.about) or parcel_of(self.customer, letter, self.key, name) is None:
            return False
        return self._is_early(letter) or self.writer.says(letter, name, about)

    def _is_early(self, letter: Letter) -> bool:
        return letter.not_before is not None and letter.not_before > self.now


_Sort = TypeVar("_Sort", OwedMessage, Letter)


def _by_person(found: Iterable[_Sort]) -> dict[int, list[_Sort]]:
    by: dict[int, list[_Sort]] = {}
    for each in found:
        by.setdefault(each.person, []).append(each)
    return by
