"""A configuration as a whole: its root, its settings, which customers are in which files, and its digest.

``scan`` reads and hashes every file and parses almost none: a document names its customer at the start of a line,
``customer: ID``, and where that is clear for every document of a file the file is not looked into any further.
``load`` does that, and does not trust this first glance.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from reconciler import __version__
from reconciler.errors import InputInvalid
from reconciler.findings import Finding, Severity, has_errors, in_order
from reconciler.kinds.customer import CustomerId
from reconciler.loading.excerpts import Excerpts
from reconciler.loading.files import HEAD, YAML_ENDINGS, NotRead, contents_beneath, root_above, unreachable
from reconciler.loading.gathered import Gathered
from reconciler.loading.nodes import place
from reconciler.loading.ownership import owners
from reconciler.loading.settings import Settings, read_settings


class Configuration(NamedTuple):
    """``findings`` belong to no customer: an error there stops the run, since nobody knows whom it concerns.

    ``customers`` has every customer of the configuration and its YAML files, relative to the root; ``selected`` are
    those declared beneath the PATH that was asked for, ``declaring`` the YAML files of all customers. ``hashes`` are of
    all files; ``shared`` are files of several customers, with whose they are; ``kept`` is what was read of the first
    files, as many as take little memory: a configuration of thousands of small files need not be opened twice.
    """

    root: Path
    settings: Settings
    digest: str
    files: int
    findings: tuple[Finding, ...]
    customers: Mapping[CustomerId, tuple[str, ...]]
    selected: frozenset[CustomerId]
    declaring: frozenset[str]
    hashes: Mapping[str, bytes]
    shared: Mapping[str, frozenset[CustomerId]]
    kept: Mapping[str, bytes]


_KEPT = 8 * 1024 * 1024
"""Bytes of files. More than that is read again when it is needed, and must then be the same."""


@dataclass(slots=True)
class _Seen:
    """What the scan comes to, file by file."""

    beneath: str
    settings: Settings = field(default_factory=Settings)
    hashes: dict[str, bytes] = field(default_factory=dict)
    customers: dict[CustomerId, list[str]] = field(default_factory=dict)
    selected: set[CustomerId] = field(default_factory=set)
    declaring: set[str] = field(default_factory=set)
    shared: dict[str, frozenset[CustomerId]] = field(default_factory=dict)
    kept: dict[str, bytes] = field(default_factory=dict)
    room: int = _KEPT

    def note(self, file: str, content: bytes) -> None:
        self.hashes[file] = sha256(content).digest()
        self.room -= len(content)
        if self.room >= 0:
            self.kept[file] = content

    def declares(self, file: str, customers: Collection[CustomerId]) -> None:
        for customer in customers:
            self.customers.setdefault(customer, []).append(file)
        if customers:
            self.declaring.add(file)
        if is_beneath(file, self.beneath):
            self.selected.update(customers)
        if len(customers) > 1:
            self.shared[file] = frozenset(customers)


def scan(path: Path) -> Configuration:
    """The configuration that PATH belongs to. InputInvalid where there is none, or no customer beneath PATH."""
    root, beneath = root_of(path)
    found, seen = Gathered(), _Seen(beneath)
    for file, content in contents_beneath(root):
        if isinstance(content, NotRead):
            left_out(file, content, found)
            continue
        seen.note(file, content)
        if file == HEAD:
            seen.settings = read_settings(root, content, found)
        elif file.lower().endswith(YAML_ENDINGS):
            seen.declares(file, owners(content, file, found))
    return _configuration(root, path, seen, found)


def _configuration(root: Path, path: Path, seen: _Seen, found: Gathered) -> Configuration:
    customers = seen.customers
    excerpts = Excerpts(root)
    findings = in_order(excerpts.beside(f) for f in found.all())
    if not seen.selected and not has_errors(findings):
        _refuse_nothing(path, findings)
    return Configuration(
        root=root,
        settings=seen.settings,
        digest=_digest(seen.hashes),
        files=len(seen.hashes),
        findings=findings,
        customers={customer: tuple(customers[customer]) for customer in sorted(customers)},
        selected=frozenset(seen.selected),
        declaring=frozenset(seen.declaring),
        hashes=seen.hashes,
        shared=seen.shared,
        kept=seen.kept,
    )


def root_of(path: Path) -> tuple[Path, str]:
    """The root, and PATH relative to it (empty where they are the same)."""
    try:
        if not path.exists():
            raise InputInvalid(
                f"{path} does not exist", "Name a directory with a configuration, or make one: reconciler init"
            )
        whole = path.resolve()
    except OSError as fault:
        raise unreachable(path, fault) from None
    root = root_above(whole) or (whole if whole.is_dir() else whole.parent)
    return root, _relative(whole, root)


def _relative(whole: Path, root: Path) -> str:
    below = whole.relative_to(root).as_posix()
    return "" if below in (".", HEAD) else below


def is_beneath(file: str, beneath: str) -> bool:
    return not beneath or file == beneath or file.startswith(f"{beneath}/")


def left_out(path: str, fault: NotRead, found: Gathered) -> None:
    ours = path.lower().endswith(YAML_ENDINGS)
    severity = Severity.ERROR if ours or fault.code != "unsafe-path" else Severity.WARNING
    if fault.code == "other-configuration":
        severity = Severity.WARNING
    found.add(fault.code, fault.why, fault.remedy, place(path, 0), (), severity)


def refuse_several(path: Path, findings: tuple[Finding, ...]) -> None:
    """InputInvalid where configurations lie beneath PATH, so that it is none itself."""
    others = [f.place.file for f in findings if f.rule == "other-configuration" and f.place]
    if others:
        what = "holds several configurations" if others[1:] else "is no configuration, and holds one"
        raise InputInvalid(f"{path} {what}: {', '.join(others)}", f"Name one: {path / others[0]}")


def _refuse_nothing(path: Path, findings: tuple[Finding, ...]) -> None:
    refuse_several(path, findings)
    raise InputInvalid(
        f"{path} declares no customer", "Make a customer to start from: reconciler init, or name another directory"
    )


def _digest(hashes: Mapping[str, bytes]) -> str:
    """Of every file's name and content, and of the engine that reads them."""
    parts = [f"reconciler {__version__}\n".encode()]
    for file in sorted(hashes):
        parts += (file.encode(), b"\0", hashes[file])
    return f"sha256:{sha256(b''.join(parts)).hexdigest()}"
