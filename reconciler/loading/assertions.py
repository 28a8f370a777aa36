"""Assertions as declared: each says one thing, about workspaces and people that the files know."""

from collections.abc import Callable, Mapping
from typing import Any

from reconciler.errors import BadAddress
from reconciler.findings import Place, Severity
from reconciler.kinds.address import domain_key, key_of
from reconciler.kinds.assertion import Assertion, AtMost, Never, Only, together
from reconciler.kinds.estate import BY_RULE
from reconciler.kinds.patterns import EVERYBODY
from reconciler.kinds.seat import Role
from reconciler.kinds.workspace import WorkspaceId
from reconciler.loading.fragments import Fragments, Part
from reconciler.loading.nodes import Entries, Fields, Position, place
from reconciler.loading.people import People
from reconciler.loading.wording import nearest

CLAIMS = ("never", "only", "at_most")
_FEW = 300


class AssertionReader:
    """Reads the assertions of one customer, once its workspaces and people are known."""

    def __init__(
        self,
        fragments: Fragments,
        people: People,
        workspaces: Mapping[WorkspaceId, str | None],
        everybody: Callable[[], frozenset[str]],
    ) -> None:
        """``workspaces``: each declared id, and the one it had before; ``everybody``: the keys of all whom the files
        name elsewhere."""
        self.fragments = fragments
        self.found = fragments.found
        self.people = people
        self.workspaces = workspaces
        self._everybody = everybody
        self._known: frozenset[str] = frozenset()

    def read(self) -> tuple[Assertion, ...]:
        declared: dict[str, tuple[Assertion, Part]] = {}
        for part in self.fragments.entries("assertions"):
            assertion = self._assertion(part)
            if assertion is None:
                continue
            claim = assertion.said()
            if claim in declared:
                self.fragments.twice("This assertion", declared[claim][1], part)
                continue
            declared[claim] = assertion, part
            self.fragments.marks.mark(("assertions", claim), part.file, part.at)
        return together((assertion for assertion, _ in declared.values()), ())

    def _assertion(self, part: Part) -> Assertion | None:
        """None where something does not fit; that was told."""
        said = part.value
        if not isinstance(said, Fields):
            return None
        claims = [claim for claim in CLAIMS if claim in said]
        if len(claims) != 1:
            what = f"An assertion says one of {', '.join(CLAIMS)}; this one says {len(claims) or 'none'}."
            self.found.add("bad-value", what, "Write one assertion for each.", place(part.file, part.at))
            return None
        claim = said[claims[0]]
        if not isinstance(claim, Fields):
            return None
        never = self._never(claim, part) if claims == ["never"] else None
        only = self._only(claim, part) if claims == ["only"] else None
        at_most = self._at_most(claim, part) if claims == ["at_most"] else None
        made = Assertion(never, only, at_most, said.get("because"))
        return made if never or only or at_most else None

    def _never(self, claim: Fields, part: Part) -> Never | None:
        person = self._pattern(claim.get("person"), part.file, claim.position("person"))
        within = self._workspace(claim, "sees", part.file)
        besides = self._patterns(claim, "except", part.file)
        if person is None or within is None or besides is None:
            return None
        return Never(person, within, besides)

    def _only(self, claim: Fields, part: Part) -> Only | None:
        people, within = self._patterns(claim, "people", part.file), self._workspace(claim, "in", part.file)
        role = claim.get("role")
        if not people or within is None or ("role" in claim and role is None):
            return None
        return Only(within, people, None if role is None else Role(role))

    def _at_most(self, claim: Fields, part: Part) -> AtMost | None:
        within = self._workspace(claim, "in", part.file)
        if "members" not in claim and "admins" not in claim:
            what = "`at_most` counts nothing."
            self.found.add("missing-field", what, "Add members: 500, or admins: 3", place(part.file, claim.start))
            return None
        if within is None or any(claim.get(word) is None for word in ("members", "admins") if word in claim):
            return None
        return AtMost(within, claim.get("members"), claim.get("admins"))

    def _patterns(self, claim: Fields, field: str, file: str) -> tuple[str, ...] | None:
        """Sorted: the order of a list says nothing. None where one of them does not fit."""
        entries = claim.get(field)
        if not isinstance(entries, Entries):
            return None if field in claim else ()
        read = [self._pattern(entry, file, entries.position(n), listed=True) for n, entry in enumerate(entries)]
        return tuple(sorted({p for p in read if p is not None})) if None not in read else None

    def _pattern(self, text: Any, file: str, at: Position, listed: bool = False) -> str | None:
        if not isinstance(text, str):
            return None
        if EVERYBODY not in text:
            key = self.people.own_key(text, file, at)
            if key is not None:
                key = self.people.aliases.get(key, key)
                self._tell_unknown(text, key, place(file, at), listed)
            return key
        if text == EVERYBODY:
            return text
        try:
            return _pattern_key(text)
        except BadAddress as fault:
            self.found.add("bad-address", f"`{text}`: {fault.what}.", "Write *@DOMAIN.", place(file, at))
            return None

    def _tell_unknown(self, text: str, key: str, at: Place, listed: bool) -> None:
        """Somebody who is declared nowhere: fine for a prohibition, unless somebody nearly so called is."""
        self._known = self._known or self._everybody()
        if key in self._known:
            return
        near = nearest(key, self._like(key))
        if not near and not listed:
            return
        there = self.fragments.marks.person(near) if near else None
        remedy = f"Did you mean {near}?" if near else "Correct the address, or take it out."
        what = f"{text} is declared nowhere else."
        self.found.add("unknown-person", what, remedy, at, (there,) if there else (), Severity.WARNING)

    def _like(self, key: str) -> list[str]:
        """Few of many thousands: comparing spellings is slow."""
        local, _, domain = key.partition("@")
        alike = (k for k in self._known if k.startswith(f"{local}@") or (k[:1] == key[:1] and k.endswith(domain)))
        return sorted(alike)[:_FEW]

    def _workspace(self, claim: Fields, field: str, file: str) -> str | None:
        said = claim.get(field)
        if not isinstance(said, str):
            return None
        at = place(file, claim.position(field))
        ids = {*self.workspaces, BY_RULE}
        if "*" in said or said in ids:
            return said
        renamed: str = next((now for now, was in self.workspaces.items() if was == said), "")
        near = renamed or nearest(said, ids)
        there = self.fragments.marks.marked(("workspaces", near)) if near else None
        remedy = f"Did you mean `{near}`?" if near else "Declare it under workspaces:, or remove the assertion."
        what = f"`{said}` is called {renamed} now." if renamed else f"`{said}` is not declared."
        self.found.add("unknown-workspace", what, remedy, at, (there,) if there else ())
        return None


def _pattern_key(text: str) -> str:
    """A pattern as keys are compared: small letters, and a domain without ``*`` in A-labels."""
    local, _, domain = text.partition("@")
    if not domain.replace("*", "").isascii() and "*" in domain:
        raise BadAddress("beside a * a domain is written in ASCII letters (xn--...)")
    key_of(f"{local.replace('*', 'x')}@{domain.replace('*', 'x') if '.' in domain else 'x.example'}")  # or BadAddress
    return f"{local.lower()}@{domain.lower() if '*' in domain else domain_key(domain)}"
