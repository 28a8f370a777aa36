"""One letter to one person, with everything that is due to them: who invites, to what, until when, with which account.

The content of a letter is JSON with both bodies, complete but for the links, for each of which it has a place-holder:
what is stored proves nothing to whoever reads it, and a repeat has the same bytes.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

from reconciler.delivery.bodies import Bodies, Item, Words, unnamed
from reconciler.delivery.templates import Templates
from reconciler.kinds.account_policy import personal_allowed
from reconciler.kinds.address import PersonKey
from reconciler.kinds.contract import Contract, Support
from reconciler.kinds.days import days_after
from reconciler.kinds.estate import Estate
from reconciler.kinds.letter import About, Letter, MessageKind, OwedMessage
from reconciler.kinds.person import Person
from reconciler.kinds.renewal import live_until, speaking
from reconciler.kinds.seat import Role, Seat, SeatState
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning import canonical

_CONTACTS = 3
_PEOPLE = 20


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes. ``url`` is the page where links lead, ``lineage`` the state whose letters these are."""

    address: str
    name: str
    url: str
    lineage: str
    language: str | None = None


class Writer:
    """Writes the letters of one customer as it is on a day."""

    def __init__(self, estate: Estate, templates: Templates, sender: Sender, on: date) -> None:
        self._estate, self._templates, self._sender, self._on = estate, templates, sender, on
        self._workspaces = {number: w for w, number in estate.workspace_numbers.items()}
        self._admins: dict[WorkspaceId, tuple[str, ...]] = {}

    def letter(
        self, person: PersonKey, owed: Iterable[OwedMessage], at: datetime, instead_of: Sequence[str] = ()
    ) -> Letter:
        """``owed`` are messages that ``due`` found due to the person; ``instead_of`` are ids of letters that say it
        no more."""
        owed = sorted(
            owed, key=lambda m: (list(MessageKind).index(m.kind), self._workspaces[m.workspace], m.generation)
        )
        known = self._estate.people.get(person) or Person(person)
        contract = self._contract
        language = self._templates.language(
            known.language, contract.language if contract else None, self._sender.language, "en"
        )
        words = Words(self._templates.words[language], self._customer)
        items = [self._item(person, message, words) for message in owed]
        about = tuple(item.about for item in items)
        name = self.letter_id(self._estate.numbers[person], about, instead_of)
        content = {
            "at": at.isoformat(timespec="seconds"),
            "from": [self._sender.name or self._customer, self._sender.address],
            "to": [_plain(known.name or ""), person],
            "subject": words.subject(items),
            "language": language,
            "url": self._sender.url,
            **Bodies(self._templates.looks, words, items, _plain(known.name or "")).both(),
            "items": [_told(item) for item in items],
        }
        return Letter(name, self._estate.numbers[person], about, canonical.dump(content).decode())

    def says(self, letter: Letter, person: PersonKey, owed: Iterable[OwedMessage]) -> bool:
        """Whether the letter would be written alike today."""
        at = datetime.fromisoformat(canonical.read(letter.content)["at"])
        return self.letter(person, owed, at).content == letter.content

    def letter_id(self, person: int, about: Iterable[About], instead_of: Sequence[str] = ()) -> str:
        """The Message-ID, without its brackets: the same for the same messages, whenever they are written. Another
        text has another one, or whoever got the first in spite of all would never see the second."""
        said = json.dumps([self._sender.lineage, self._estate.customer, person, sorted(about), *sorted(instead_of)])
        return f"{sha256(said.encode()).hexdigest()[:32]}@{self._sender.address.rpartition('@')[2]}"

    def due(self, message: OwedMessage, person: PersonKey) -> bool:
        """Whether it still says something: an invitation that ended before it was sent, or an ending that is past,
        helps nobody."""
        workspace = self._workspaces.get(message.workspace)
        seat = self._estate.seats_in(workspace).get(person) if workspace is not None else None
        if seat is None or workspace is None:
            return False
        if message.kind is MessageKind.ENDING:
            day = message.about.last_day
            return seat.is_accepted_admin and self._on <= day and bool(ending_on(self._estate, workspace, day))
        if message.kind is MessageKind.RESTORATION:
            return seat.state is SeatState.MEMBER
        return seat.state is SeatState.INVITED and seat.generation == message.generation and seat.open(self._on)

    def on_hold(self, message: OwedMessage) -> bool:
        """D-03: nobody is asked while no contract is live. It stays owed: a renewal that is applied asks nobody anew,
        and a plan without one revokes."""
        asks = message.kind in (MessageKind.INVITATION, MessageKind.REMINDER)
        return asks and self._estate.live_contract(self._on) is None

    @cached_property
    def _customer(self) -> str:
        contract = self._contract
        return _plain(contract.customer_name or "" if contract else "") or self._estate.customer

    @cached_property
    def _contract(self) -> Contract | None:
        speaks = speaking(self._estate.contracts, self._on)
        return self._estate.contracts[speaks] if speaks is not None else None

    def _item(self, person: PersonKey, message: OwedMessage, words: Words) -> Item:
        workspace = self._workspaces[message.workspace]
        seat = self._estate.seats_in(workspace)[person]
        facts = self._estate.workspaces[workspace]
        if message.kind is MessageKind.ENDING:
            rows = self._ending(workspace, message, words)
        elif message.kind is MessageKind.RESTORATION:
            rows = self._membership(person, workspace, seat, words)
        else:
            seat = self._offered(seat)
            rows = self._offer(person, workspace, seat, words)
        heading = _plain(facts.name or "") or unnamed(workspace, facts.default, words)
        return Item(message.about, workspace, seat, heading, tuple((label, said) for label, said in rows if said))

    def _offered(self, seat: Seat) -> Seat:
        """With no more days for the answer than there are: the end of the contract takes every offer back (D-07)."""
        last = live_until(self._estate.contracts, self._on)
        if last is None or seat.expires is None:
            return seat
        return replace(seat, expires=min(seat.expires, days_after(last)))

    def _offer(self, person: PersonKey, workspace: WorkspaceId, seat: Seat, words: Words) -> Iterator[tuple[str, str]]:
        facts = self._estate.workspaces[workspace]
        contract = self._contract
        premier = contract is not None and contract.support is Support.PREMIER
        anything = personal_allowed(premier, self._estate.policy, facts.policy, self._on)
        assert seat.answer_by is not None
        purpose, role, until, contact = self._membership(person, workspace, seat, words)
        kind, shown = "account_any" if anything else "account_work", self._estate.spelling(person)
        yield from (purpose, role)
        yield words.say("label_answer_by"), words.day(seat.answer_by)
        yield until
        yield words.say("label_account"), words.say(kind, address=shown)
        yield contact

    def _membership(
        self, person: PersonKey, workspace: WorkspaceId, seat: Seat, words: Words
    ) -> Iterator[tuple[str, str]]:
        yield words.say("label_purpose"), _plain(self._estate.workspaces[workspace].purpose or "")
        yield words.say("label_role"), words.say("role_admin" if seat.role is Role.ADMIN else "role_member")
        yield words.say("label_until"), words.day(seat.until) if seat.until else ""
        others = [self._named(PersonKey(a)) for a in self._contacts(workspace) if a != person]
        yield words.say("label_contact"), words.listed(others[:_CONTACTS])

    def _ending(self, workspace: WorkspaceId, message: OwedMessage, words: Words) -> Iterator[tuple[str, str]]:
        day = message.about.last_day
        people = [self._named(p) for p in ending_on(self._estate, workspace, day)]
        more = len(people) - _PEOPLE
        yield words.say("label_ends"), words.day(day)
        yield (
            words.say("label_people"),
            ", ".join([*people[:_PEOPLE], *([words.say("more", count=f"{more}")] * (more > 0))]),
        )

    def _contacts(self, workspace: WorkspaceId) -> tuple[str, ...]:
        """Whom to ask: who administers it, or else who does so for the contract, or the vendor's own people."""
        if workspace not in self._admins:
            seats = self._estate.seats_in(workspace)
            admins = tuple(sorted(p for p, seat in seats.items() if seat.is_accepted_admin))
            contract = self._contract
            vendor = [a for a in (contract.csam, contract.coordinator) if a] if contract else []
            self._admins[workspace] = admins or (*(contract.services_admins if contract else ()), *vendor)
        return self._admins[workspace]

    def _named(self, person: PersonKey) -> str:
        known, shown = self._estate.people.get(person), self._estate.spelling(person)
        return f"{_plain(known.name)} ({shown})" if known is not None and known.name else shown


def ending_on(estate: Estate, workspace: WorkspaceId, day: date) -> list[PersonKey]:
    """Members whose last day it is."""
    seats = estate.seats_in(workspace)
    return sorted(p for p, seat in seats.items() if seat.until == day and seat.state is SeatState.MEMBER)


def _told(item: Item) -> dict[str, Any]:
    """For channels that write no mail."""
    seat = item.seat
    return {
        "kind": item.about.kind.value,
        "id": [item.about.workspace, item.about.generation],
        "workspace": item.workspace,
        "name": item.heading,
        "role": seat.role.value,
        "expires": seat.ends.isoformat() if seat.ends else None,
        "until": seat.until.isoformat() if seat.until else None,
    }


def _plain(text: str) -> str:
    """A text of the state as one line that hides nothing, whatever another hand has put there."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text).strip()
