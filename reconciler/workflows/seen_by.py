"""For whom a plan is made (``--as``), or whose word it needs (``--approvals``): customer by customer, by the state."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from reconciler.errors import BadAddress, InputInvalid
from reconciler.findings import some_of
from reconciler.kinds.address import PersonKey, parse
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.seat import Role
from reconciler.kinds.vendor import VendorPerson
from reconciler.planning.changes import Authority
from reconciler.planning.lens import View
from reconciler.planning.standing import Standing, standing
from reconciler.rules.predicted_accounts import Predicted

_NAMED = 5


@dataclass(slots=True)
class Eyes:
    """``actor`` None asks whose word is needed. ``people`` are the vendor's people of the state. ``known`` counts the
    customers that know the actor; the first one that does not is remembered, to say who could do it there."""

    actor: str | None
    people: Sequence[VendorPerson]
    known: int = 0
    unknown: int = 0
    elsewhere: tuple[CustomerId, Standing] | None = None
    approvers: tuple[str, ...] | None = None
    """The addresses of those who gave their word; None where that is not asked."""
    before: str = ""
    """The address by which the state knows somebody whom the files call otherwise."""

    def view(self, declared: Estate, current: Estate, on: date) -> View | None:
        """None where this customer does not know the actor. ``current`` is the state as it is, before any renaming."""
        stands = standing(current, self.people, on)
        if self.actor is None:
            return View(stands, approvers=self._who_approved(current))
        key = parse(self.actor).key
        key = current.aliases().get(key, key)
        said = stands.said(key) if stands.knows(key) else ""
        if not said and not stands.begun:
            said = _named_by_the_files(declared, key)
        if not said:
            self.unknown += 1
            self.elsewhere = self.elsewhere or (current.customer, stands)
            self.before = self.before or _known_as(key, declared, stands)
            return None
        self.known += 1
        return View(stands, key, said, _predicted(declared, current).personal)

    def _who_approved(self, current: Estate) -> frozenset[PersonKey] | None:
        if self.approvers is None:
            return None
        aliases = current.aliases()
        keys = [parse(address).key for address in self.approvers]
        return frozenset(aliases.get(key, key) for key in keys)

    def refuse_a_stranger(self) -> None:
        """InputInvalid where no customer knows the actor, with those who could do it."""
        if self.actor is None or self.known or self.elsewhere is None:
            return
        customer, there = self.elsewhere
        who = f"{customer} does not know" if self.unknown == 1 else f"none of {self.unknown:,} customers knows"
        able = list(_able(there))
        shown = [*able[:_NAMED], *([f"and {len(able) - _NAMED} more"] if len(able) > _NAMED else [])]
        remedy = "\n".join([f"who may do something in {customer}:", *shown]) if able else _NOBODY_YET
        if self.before:
            remedy = f"the files say that they were {self.before}, whom the state knows: --as {self.before}\n{remedy}"
        raise InputInvalid(f"{who} {self.actor}, by the state; nothing was planned", remedy)


_NOBODY_YET = (
    "the state knows nobody yet who may do something; to let the first person of the vendor act:\n"
    "reconciler state vendor add ADDRESS                      (a CSAM)\n"
    "reconciler state vendor add ADDRESS --role coordinator"
)


def eyes(actor: str | None, people: Sequence[VendorPerson], approvers: Sequence[str] | None = None) -> Eyes:
    """BadAddress where the actor, or somebody who approved, is none."""
    given = tuple(_spelling("--approved-by", each) for each in approvers) if approvers is not None else None
    return Eyes(_spelling("--as", actor) if actor is not None else None, people, approvers=given)


def _spelling(option: str, text: str) -> str:
    try:
        return parse(text).spelling
    except BadAddress as fault:
        raise BadAddress(f"{option} {text}: {fault.what}", f"write an address: {option} ana@contoso.com") from None


def _predicted(declared: Estate, current: Estate) -> Predicted:
    """By the state, and for whom it does not know by what the files say of them: that comes with an invitation."""
    return Predicted(replace(current, people={**declared.people, **current.people}))


def _known_as(person: PersonKey, declared: Estate, there: Standing) -> str:
    """D-12: the new address is the state's only once the renaming was applied."""
    facts = declared.people.get(person)
    others = map(PersonKey, facts.also) if facts is not None else ()
    return next((there.estate.spelling(other) for other in others if there.knows(other)), "")


def _able(there: Standing) -> Iterator[str]:
    """Those who may do most come first."""
    admins = sorted({p for people in there.admins.values() for p in people})
    for person in dict.fromkeys([*there.who_may(Authority.VENDOR, ""), *there.services_admins, *admins]):
        yield f"{there.estate.spelling(person)} ({there.said(person)})"


def _named_by_the_files(declared: Estate, person: PersonKey) -> str:
    """What the files alone say somebody is, before the state knows anybody: enough to ask, not to do."""
    aliases = declared.aliases()
    person = aliases.get(person, person)
    roles: dict[str, set[str | None]] = {
        "CSAM": {c.csam for c in declared.contracts.values()},
        "coordinator": {c.coordinator for c in declared.contracts.values()},
        "services admin": {a for c in declared.contracts.values() for a in c.services_admins},
        "support contact": {a for c in declared.contracts.values() for a in c.support_contacts},
    }
    role = next((role for role, people in roles.items() if person in people), "") or _seated(declared, person)
    return f"{role} by the files alone, which give nobody a right" if role else ""


def _seated(declared: Estate, person: PersonKey) -> str:
    """What somebody is to be in workspaces: "admin of finance"."""
    seats = {w: seat for w, people in sorted(declared.seats.items()) if (seat := people.get(person)) is not None}
    for role in (Role.ADMIN, Role.MEMBER):
        if mine := [w for w, seat in seats.items() if seat.role is role]:
            return f"{role.value} of {some_of(mine)}"
    return "named in people:" if person in declared.people else ""
