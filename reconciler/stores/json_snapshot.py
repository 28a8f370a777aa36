"""``hub.json`` as one value: read whole, written whole.

::

    {"reconciler_state":1,"chain":"...","commit":12,"journal":48213,"lineage":"..."}
    {"customer":{...},"holds":{...}}                  one line a customer, sorted by id (see ``json_line``)
    {"end":2,"sha256":"..."}                          over every byte before it

``commit`` counts the writings, ``journal`` is how many bytes of ``hub.journal.jsonl`` belong to it and ``chain`` a
hash over them, which ``check`` computes again; ``vendor`` are the vendor's people and ``link_key`` is the id of the key
that links are made with, where there are any. The last line finds any other hand than ours in this file: a truncation,
an edit, a merge by Git.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from reconciler.kinds.customer import CustomerId
from reconciler.kinds.vendor import VendorPerson
from reconciler.planning.canonical import dump, read
from reconciler.stores import refusals, shapes
from reconciler.stores.json_line import Line, line_from

VERSION = 1
_OURS = b'{"reconciler_state":'
_END = b'{"end":'


@dataclass(frozen=True, slots=True)
class Snapshot:
    lineage: str
    commit: int = 0
    journal: int = 0
    chain: str = ""
    lines: Mapping[CustomerId, Line] = field(default_factory=dict)
    vendor: tuple[VendorPerson, ...] = ()
    link_key: str = ""

    def after(self, journal: int, chain: str, changed: Iterable[Line]) -> "Snapshot":
        lines = {**self.lines, **{line.customer: line for line in changed}}
        return replace(self, commit=self.commit + 1, journal=journal, chain=chain, lines=dict(sorted(lines.items())))

    def chunks(self) -> Iterator[bytes]:
        """The file. Customers that nobody changed are the bytes that were read."""
        digest = sha256()
        for chunk in self._lines():
            digest.update(chunk)
            yield chunk
        yield dump({"end": len(self.lines), "sha256": digest.hexdigest()}) + b"\n"

    def _lines(self) -> Iterator[bytes]:
        front = {"lineage": self.lineage, "commit": self.commit, "journal": self.journal, "chain": self.chain}
        vendor = {"vendor": [_row(person) for person in self.vendor]} if self.vendor else {}
        header = dump({**front, **vendor, **({"link_key": self.link_key} if self.link_key else {})})
        yield _OURS + str(VERSION).encode() + b"," + header[1:] + b"\n"
        for line in self.lines.values():
            yield line.text + b"\n"


def snapshot_from(text: bytes, url: str) -> Snapshot:
    """StateIdentity where the bytes are no state of ours, StateBroken where they are one and damaged."""
    header = _header(text, url)
    body, end = _body_and_end(text, url)
    if end.get("sha256") != sha256(body).hexdigest():
        raise refusals.damaged(url, "its last line does not vouch for the others, so it was changed by another hand")
    try:
        lines = {line.customer: line for line in map(line_from, body.split(b"\n")[1:-1])}
        if end["end"] != len(lines):
            raise ValueError
        front = (shapes.text(header["lineage"]), shapes.whole(header["commit"]), shapes.whole(header["journal"]))
        vendor = tuple(shapes.vendor_person(*row) for row in header.get("vendor", ()))
        link_key = shapes.said(header.get("link_key", ""))
        return Snapshot(*front, shapes.said(header["chain"]), lines, vendor, link_key)
    except refusals.MALFORMED as error:
        raise refusals.damaged(url, "a line in it is not as reconciler writes it") from error


def _row(person: VendorPerson) -> list[str | None]:
    return [person.address, person.role.value, person.name, person.since, person.by]


def _header(text: bytes, url: str) -> Mapping[str, Any]:
    if not text:
        raise refusals.empty(url)
    if not text.startswith(_OURS):
        raise refusals.foreign(url)
    header = _decoded(text.partition(b"\n")[0])
    if not header:
        raise refusals.damaged(url, "its first line is cut off or changed")
    if header["reconciler_state"] != VERSION:
        raise refusals.other_version(url, header["reconciler_state"], VERSION)
    return header


def _body_and_end(text: bytes, url: str) -> tuple[bytes, Mapping[str, Any]]:
    start = text.rfind(b"\n", 0, -1) + 1
    end = _decoded(text[start:]) if text.endswith(b"\n") else {}
    if "end" not in end:
        if b"\n" + _END in text[:start]:
            raise refusals.damaged(url, "something stands behind its last line, so it was changed by another hand")
        raise refusals.damaged(url, "its end is missing, so it was cut off")
    return text[:start], end


def _decoded(line: bytes) -> Mapping[str, Any]:
    try:
        found = read(line)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
