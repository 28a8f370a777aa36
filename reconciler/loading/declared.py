"""One customer as its files declare it."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from reconciler.errors import InputInvalid
from reconciler.findings import Finding, Places, in_order
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.section import EVERY_SECTION, Sections
from reconciler.kinds.source import Source
from reconciler.kinds.workspace import WorkspaceId
from reconciler.loading import shape, yaml
from reconciler.loading.assemble import assemble
from reconciler.loading.doubtful import doubtful
from reconciler.loading.excerpts import Excerpts
from reconciler.loading.files import NotRead, read_beneath
from reconciler.loading.fragments import Fragment, Part
from reconciler.loading.gathered import Gathered
from reconciler.loading.marks import Marks
from reconciler.loading.nodes import Fields, place
from reconciler.loading.people import RosterNames
from reconciler.loading.scanning import Configuration

LARGEST_TOGETHER = 4 * yaml.LARGEST_FILE
"""Bytes of rosters of one customer: ten million people, who take two gigabytes of memory."""


class Declared(NamedTuple):
    """What one customer's files say. With an error among ``findings`` the estate is not whole: plan nothing of it."""

    estate: Estate
    places: Places
    findings: tuple[Finding, ...]
    sources: Mapping[WorkspaceId, Source]
    """Where each workspace is declared, and the rows of its rosters."""
    doubtful: Sections
    """What could not be taken in whole."""
    source: str
    """The customer's first file."""
    excerpts: Excerpts


def load(configuration: Configuration, customer: CustomerId, roster_names: RosterNames = RosterNames.TAKEN) -> Declared:
    """Reads one customer. InputInvalid where a file is not what ``scan`` has seen a moment ago."""
    found, of_files = Gathered(), Gathered()
    files = configuration.customers[customer]
    fragments = [f for file in files for f in _fragments(configuration, file, customer, found, of_files)]
    found.take(of_files)
    excerpts = Excerpts(configuration.root, configuration.kept)
    if not fragments:
        if not found.broken:
            what = f"A line in the file looks as if it were {customer}'s, and no document is."
            found.add("no-customer", what, "Write `customer: ID` on a line of its own.", place(files[0], 0))
        return Declared(Estate(customer), Marks(), _shown(found, excerpts), {}, EVERY_SECTION, files[0], excerpts)
    reader = _Rosters(configuration, found)
    assembled = assemble(customer, fragments, configuration.settings, reader.read, found, roster_names)
    doubt = EVERY_SECTION if of_files.broken else doubtful(found.all(), fragments)
    findings = _shown(found, excerpts)
    return Declared(assembled.estate, assembled.marks, findings, assembled.sources, doubt, files[0], excerpts)


def documents_of(configuration: Configuration, customer: CustomerId) -> Iterator[Fragment]:
    """The customer's documents as they are written, and in which files; what is wrong with them is left aside."""
    for file in configuration.customers[customer]:
        yield from _fragments(configuration, file, customer, Gathered(), Gathered())


def _shown(found: Gathered, excerpts: Excerpts) -> tuple[Finding, ...]:
    return tuple(excerpts.beside(f) for f in in_order(found.all()))


def _fragments(
    configuration: Configuration, file: str, customer: CustomerId, found: Gathered, of_files: Gathered
) -> Iterator[Fragment]:
    """The documents of a file that are this customer's. What is wrong with the file as such (``of_files``) concerns
    all in it: nobody knows what it left out."""
    parsed = _parsed_once if file in configuration.shared else _parsed
    whole = parsed(configuration.root, file, configuration.hashes[file], configuration.kept.get(file))
    _add(whole.findings, of_files)
    for content, own in whole.documents.get(customer, ()):
        _add(own, found)
        yield Fragment(file, content)
    for whose in whole.documents.keys() - configuration.shared.get(file, {customer}):
        for content, _ in whole.documents[whose]:
            what = f"This document belongs to {whose}" if isinstance(whose, str) else "This document names no customer"
            what += f", and a line in it looks as if it were {customer}'s."
            of_files.add("no-customer", what, "Write `customer: ID` on a line of its own.", place(file, content.start))


def _add(findings: tuple[Finding, ...], found: Gathered) -> None:
    for finding in findings:
        found.add(finding.rule, finding.explanation, finding.remedy, finding.place, finding.also, finding.severity)


class Parsed(NamedTuple):
    """A file's documents with the findings on their shape, by the customer that each names (None where it names
    none), and the findings on the file."""

    documents: Mapping[str | None, list[tuple[Fields, tuple[Finding, ...]]]]
    findings: tuple[Finding, ...]


def _parsed(root: Path, file: str, expected: bytes, kept: bytes | None) -> Parsed:
    content = kept if kept is not None else _unchanged(root, file, expected)
    found = Gathered()
    documents: list[tuple[Fields, tuple[Finding, ...]]] = []
    for document in yaml.read(content, file, found):
        if isinstance(document.content, Fields):
            shaped = Gathered()
            shape.check(document.content, "customer", file, shaped)
            documents.append((document.content, shaped.all()))
    if found.broken:  # what was left out above would seem to be empty
        documents = [(content, _without_follow_ups(own)) for content, own in documents]
    by_customer: dict[str | None, list[tuple[Fields, tuple[Finding, ...]]]] = {}
    for fields, own in documents:
        whose = fields.get("customer")
        by_customer.setdefault(whose if isinstance(whose, str) else None, []).append((fields, own))
    return Parsed(by_customer, found.all())


def _without_follow_ups(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(f for f in findings if f.rule not in ("declares-nothing", "missing-field"))


_parsed_once = lru_cache(maxsize=1)(_parsed)  # customers come sorted; a file of thousands is parsed once


def _unchanged(root: Path, file: str, expected: bytes) -> bytes:
    try:
        content = read_beneath(root, file)
    except NotRead as fault:
        raise InputInvalid(f"{file} cannot be read any more: {fault.why}", "Run the command again.") from None
    if sha256(content).digest() != expected:
        raise InputInvalid(f"{file} changed while it was being read", "Run the command again.")
    return content


class _Rosters:
    """Opens the rosters that workspaces name, relative to the naming file."""

    def __init__(self, configuration: Configuration, found: Gathered) -> None:
        self.configuration = configuration
        self.found = found
        self._room = LARGEST_TOGETHER

    def read(self, named: Part) -> tuple[str, bytes] | None:
        folder, _, _ = named.file.rpartition("/")
        path = f"{folder}/{named.value}" if folder and not named.value.startswith("/") else named.value
        if self._room < 0:  # which is said already
            return None
        content = self._content(path, named)
        if content is None:
            return None
        self._room -= len(content)
        if self._room < 0:
            what = f"With it the rosters of this customer have more than {LARGEST_TOGETHER:,} bytes together."
            remedy = "Look whether it is meant; so many people are several customers."
            self.found.add("too-large", what, remedy, place(named.file, named.at))
            return None
        return path, content

    def _content(self, path: str, named: Part) -> bytes | None:
        kept = self.configuration.kept.get(path)
        if kept is not None:
            return kept
        try:
            content = read_beneath(self.configuration.root, path)
        except NotRead as fault:
            self.found.add(fault.code, fault.why, fault.remedy, place(named.file, named.at))
            return None
        if self.configuration.hashes.get(path) not in (None, sha256(content).digest()):
            raise InputInvalid(f"{path} changed while it was being read", "Run the command again.")
        return content
