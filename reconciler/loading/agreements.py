"""Contracts and account policies as declared: plain fields whose addresses become keys."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from reconciler.errors import BadAddress
from reconciler.kinds.account_policy import AccountPolicy
from reconciler.kinds.address import PersonKey, domain_key
from reconciler.kinds.contract import Contract, ContractId
from reconciler.kinds.plain import revive
from reconciler.loading.fragments import Fragments, Part
from reconciler.loading.nodes import Entries, Fields, place
from reconciler.loading.people import People
from reconciler.loading.settings import Settings

_LISTS_OF_PEOPLE = ("services_admins", "support_contacts")
_PEOPLE_OF_THE_VENDOR = ("csam", "coordinator")


class Agreements:
    """Reads what a customer's fragments say about contracts and accounts."""

    def __init__(self, fragments: Fragments, people: People, settings: Settings) -> None:
        self.fragments = fragments
        self.people = people
        self.settings = settings

    def contracts(self) -> dict[ContractId, Contract]:
        """Every contract, by id; each carries the customer's name, domains and language (D-03)."""
        name, language, domains = (self.fragments.one(f) for f in ("name", "language", "domains"))
        shared: dict[str, Any] = {
            "customer_name": name and name.value,
            "language": language.value if language else self.settings.language,
            "domains": self._domains(domains),
        }
        return {
            ContractId(contract): replace(self._contract(contract, part), **shared)
            for contract, part in self.fragments.by_id("contracts").items()
        }

    def customer_policy(self) -> AccountPolicy | None:
        part = self.fragments.one("account_policy")
        return self.policy(part.value, part.file) if part else None

    def policy(self, said: Fields | None, file: str) -> AccountPolicy | None:
        if said is None:
            return None
        facts = _given(said)
        if "by" in facts:
            facts["by"] = self.people.key(facts["by"], file, said.position("by"))
        return revive(AccountPolicy, facts)

    def _contract(self, name: str, part: Part) -> Contract:
        said = part.value
        facts = _given(said)
        for field, _, key_at, _ in said.each():
            self.fragments.marks.mark(("contracts", name, field), part.file, key_at)
        for field in _PEOPLE_OF_THE_VENDOR:
            if field in facts:
                facts[field] = self.people.key(facts[field], part.file, said.position(field))
        for field in _LISTS_OF_PEOPLE:
            if field in facts:
                facts[field] = self._keys(facts[field], part.file, ("contracts", name, field))
        facts["benefits"] = {key: _given(benefit) for key, benefit in _given(facts.get("benefits") or {}).items()}
        return revive(Contract, facts)

    def _keys(self, addresses: Entries, file: str, subject: tuple[str, ...]) -> list[PersonKey]:
        """Sorted keys: the order of a list says nothing. Each is marked beneath the list."""
        keys: dict[PersonKey, int] = {}
        for index, text in enumerate(addresses):
            key = None if text is None else self.people.key(text, file, addresses.position(index))
            if key is None:
                continue
            if key in keys:
                at, first = place(file, addresses.position(index)), place(file, keys[key])
                what = f"{text} is in {subject[-1]} already."
                self.fragments.found.add("duplicate-person", what, "Keep one of the two.", at, (first,))
                continue
            keys[key] = addresses.position(index)
            self.fragments.marks.mark((*subject, key), file, addresses.position(index))
        return sorted(keys)

    def _domains(self, part: Part | None) -> tuple[str, ...]:
        keys = set()
        for index, text in enumerate(part.value if part else ()):
            try:
                keys.add(domain_key(text or ""))
            except BadAddress as fault:
                at = place(part.file, part.value.position(index)) if part else None
                self.fragments.found.add("bad-address", f"{fault.what}.", "Write a mail domain: contoso.com", at)
        return tuple(sorted(keys))


def _given(said: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that have a value: what did not fit was taken out, and told."""
    return {field: value for field, value in said.items() if value is not None}
