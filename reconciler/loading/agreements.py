"""Contracts and account policies as declared: plain fields whose addresses become keys."""

from collections.abc import Mapping
from typing import Any

from reconciler.errors import BadAddress
from reconciler.kinds.account_policy import AccountPolicy
from reconciler.kinds.address import PersonKey, domain_key, key_of
from reconciler.kinds.contract import Contract, ContractId
from reconciler.kinds.plain import revive
from reconciler.loading.fragments import Fragments, Part
from reconciler.loading.nodes import Entries, Fields, place
from reconciler.loading.people import People
from reconciler.loading.settings import Settings

_LISTS_OF_PEOPLE = ("services_admins", "support_contacts")
_NEEDED = {"support", "starts", "ends"}
_PEOPLE_OF_THE_VENDOR = ("csam", "coordinator")


class Agreements:
    """Reads what a customer's fragments say about contracts and accounts."""

    def __init__(self, fragments: Fragments, people: People, settings: Settings) -> None:
        self.fragments = fragments
        self.people = people
        self.settings = settings

    def contracts(self) -> dict[ContractId, Contract]:
        """Every contract, by id; each carries the customer's name, domains and language (D-03)."""
        name, language, domains, tenants = (self.fragments.one(f) for f in ("name", "language", "domains", "tenants"))
        shared: dict[str, Any] = {
            "customer_name": name and name.value,
            "language": language.value if language else self.settings.language,
            "domains": self._domains(domains),
            "tenants": tuple(sorted({t.lower() for t in (tenants.value if tenants else ()) if t})),
        }
        read = {name: self._contract(name, part, shared) for name, part in self.fragments.by_id("contracts").items()}
        return {ContractId(name): contract for name, contract in read.items() if contract}

    def customer_policy(self) -> AccountPolicy | None:
        part = self.fragments.one("account_policy")
        if part is None:
            return None
        if isinstance(part.value, Fields):
            self.fragments.marks.mark_fields(("account_policy",), part.file, part.value)
        return self.policy(part.value, part.file)

    def policy(self, said: Fields | None, file: str) -> AccountPolicy | None:
        if said is None:
            return None
        facts = _given(said)
        if "by" in facts:
            facts["by"] = self.people.key(facts["by"], file, said.position("by"))
        return revive(AccountPolicy, facts)

    def _contract(self, name: str, part: Part, shared: Mapping[str, Any]) -> Contract | None:
        """None where something is missing without which it is no contract; that was told already."""
        said = part.value
        facts = _given(said)
        self.fragments.marks.mark_fields(("contracts", name), part.file, said)
        if "benefits" in facts:
            self.fragments.marks.mark_fields(("contracts", name, "benefits"), part.file, facts["benefits"])
        for field in _PEOPLE_OF_THE_VENDOR:
            if field in facts:
                facts[field] = self.people.key(facts[field], part.file, said.position(field))
        for field in _LISTS_OF_PEOPLE:
            if field in facts:
                facts[field] = self._keys(facts[field], part.file, ("contracts", name, field))
        if "benefits" in facts:
            benefits = {key: _given(benefit) for key, benefit in _given(facts["benefits"]).items()}
            facts["benefits"] = {key: benefit for key, benefit in benefits.items() if "kind" in benefit}
        return revive(Contract, facts, **shared) if facts.keys() >= _NEEDED else None

    def _keys(self, addresses: Entries, file: str, subject: tuple[str, ...]) -> list[PersonKey]:
        """Sorted keys: the order of a list says nothing. Each is marked beneath the list."""
        keys: dict[PersonKey, int] = {}
        for index, text in enumerate(addresses):
            at = addresses.position(index)
            key = None if text is None else self.people.key(text, file, at)
            if key in keys:
                first = addresses[keys[key]]
                code, what = "duplicate-person", f"{text} is in {subject[-1]} already."
                if first != text and key_of(first) == key_of(text):
                    code, what = "D-11", f"{first} and {text} are one address."
                there = place(file, addresses.position(keys[key]))
                self.fragments.found.add(code, what, "Keep one of the two.", place(file, at), (there,))
            elif key is not None:
                keys[key] = index
                self.fragments.marks.mark((*subject, key), file, at)
        return sorted(keys)

    def _domains(self, part: Part | None) -> tuple[str, ...]:
        keys = set()
        for index, text in enumerate(part.value if part else ()):
            try:
                keys.add(domain_key(text or ""))
            except BadAddress as fault:
                at = place(part.file, part.value.position(index)) if part else None
                self.fragments.found.add("bad-address", f"{fault.what}.", "Write a mail domain alone: DOMAIN", at)
        return tuple(sorted(keys))


def _given(said: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that have a value: what did not fit was taken out, and told."""
    return {field: value for field, value in said.items() if value is not None}
