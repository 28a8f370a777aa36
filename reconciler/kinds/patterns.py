"""Addresses and ids with ``*`` in them, compiled once and asked a hundred thousand times.

``*`` stands for any characters but ``@``; ``*`` alone for everybody. Matching never goes back, so that no pattern is
slow.
"""

from collections.abc import Collection, Iterable

from reconciler.kinds.address import PersonKey, domains_of

EVERYBODY = "*"


class PeoplePattern:
    """Whether a person's address is one of several addresses or patterns (``*@fr.woodgrove.example``)."""

    def __init__(self, patterns: Iterable[str]) -> None:
        said = set(patterns)
        self._everybody = EVERYBODY in said
        self._exactly = frozenset(p for p in said if "*" not in p)
        whole_domains = {p for p in said if p.startswith("*@") and "*" not in p[1:]}
        self._endings = tuple(sorted(p[1:] for p in whole_domains))
        others = (p.partition("@") for p in sorted(said - self._exactly - whole_domains - {EVERYBODY}))
        self._others = [(local, domain) for local, _, domain in others]
        self._locals: dict[str, list[str]] = {}

    def __contains__(self, address: str) -> bool:
        if self._everybody or address in self._exactly or address.endswith(self._endings):
            return True
        return bool(self._others) and self._fits_another(address)

    def _fits_another(self, address: str) -> bool:
        at = address.rfind("@")
        left = self._left(address[at + 1 :])
        return bool(left) and any(fits(local, address[:at]) for local in left)

    def _left(self, domain: str) -> list[str]:
        """The patterns of what stands before the @ that are left for a domain: domains are few, so each is asked
        once."""
        if domain not in self._locals:
            self._locals[domain] = [local for local, pattern in self._others if fits(pattern, domain)]
        return self._locals[domain]

    def among(self, people: Collection[PersonKey]) -> list[PersonKey]:
        """Those who match, in their order."""
        if self._everybody:
            return list(people)
        if self._others and any(self._left(domain) for domain in domains_of(people)):
            return [p for p in people if p in self]
        found = self._exactly.intersection(people) if self._exactly else ()
        if not self._endings:
            return [p for p in people if p in found] if found else []
        endings = self._endings if len(self._endings) > 1 else self._endings[0]
        return [p for p in people if p.endswith(endings) or p in found]


def fits(pattern: str, text: str) -> bool:
    """Whether ``text`` is ``pattern`` with each ``*`` in it replaced by something or nothing."""
    first, *rest = pattern.split("*")
    if not rest:
        return text == first
    if not text.startswith(first):
        return False
    at = len(first)
    for part in rest[:-1]:
        found = text.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return text.endswith(rest[-1]) and len(text) - len(rest[-1]) >= at
