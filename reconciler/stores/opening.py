"""A url becomes a store.

======================================  =========================================================
``hub.json``                            JSON, two text files: small states, states in Git
``hub.db``, ``hub.sqlite``              SQLite, one file: the default
``sqlite:///absolute/path``             the same, under any name
``memory:NAME``                         tests
======================================  =========================================================
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, Protocol, cast

from reconciler.errors import WrongUsage
from reconciler.ports import StateStore
from reconciler.stores import refusals

PATIENCE = 10.0
"""Seconds to wait, where nobody says otherwise, for somebody who is just writing."""
_MEMORY = "memory:"
_SQLITE = "sqlite://"
_FORMS = "give a path that ends in .json (JSON) or in .db or .sqlite (SQLite): --state .reconciler/state.db"


class Keeper(Protocol):
    """What the module of a store has. ``files`` are the state's file and all that the store may write beside it;
    ``lasting`` those of them that a state consists of while nobody uses it, the one that makes it a state last;
    ``opened`` is told for how many seconds to wait where somebody is just writing."""

    def files(self, path: Path, /) -> tuple[Path, ...]: ...

    def lasting(self, path: Path, /) -> tuple[Path, ...]: ...

    def opened(self, url: str, path: Path, writable: bool, patience: float, /) -> StateStore | None: ...

    def created(self, url: str, path: Path, lineage: str, /) -> StateStore: ...


class StoreKind(NamedTuple):
    """One way to keep a state. ``path`` is where a url points to, None where the url is not of this kind."""

    path: Callable[[str], Path | None]
    module: str

    def keeper(self) -> Keeper:
        """Loaded when a url asks for it: start-up time, 5 to 15 ms each."""
        return cast(Keeper, import_module(f"reconciler.stores.{self.module}"))


def _json_path(url: str) -> Path | None:
    return Path(url) if url.endswith(".json") and "://" not in url else None


def _sqlite_path(url: str) -> Path | None:
    absolute = url.removeprefix(_SQLITE).lstrip("/")
    if url.startswith(_SQLITE + "/") and absolute:
        return Path("/", absolute)
    return Path(url) if url.endswith((".db", ".sqlite", ".sqlite3")) and "://" not in url else None


def _memory_path(url: str) -> Path | None:
    return Path(url) if url.startswith(_MEMORY) else None


STORES: tuple[StoreKind, ...] = (
    StoreKind(_memory_path, "memory"),
    StoreKind(_json_path, "json_file"),
    StoreKind(_sqlite_path, "sqlite"),
)


def open_for_reading(url: str, patience: float = PATIENCE) -> StateStore | None:
    """None: there is none. Creates nothing, takes no lock, works on a read-only mount."""
    return _opened(url, patience, writable=False)


def open_for_writing(url: str, patience: float = PATIENCE) -> StateStore | None:
    """None: there is none; see ``create``."""
    return _opened(url, patience, writable=True)


def create(url: str, lineage: str) -> StateStore:
    """A new, empty state, for its owner's eyes only (0600), opened for writing. Never over something that is there."""
    kind, path = kind_of(url)
    return kind.keeper().created(describe(url), path.resolve(), lineage)


def files_of(url: str) -> tuple[Path, ...]:
    """Every file that a state at this url consists of, or would, whether it is there or not."""
    kind, path = kind_of(url)
    return kind.keeper().files(path.resolve())


def describe(url: str) -> str:
    """The url as messages and plans show it."""
    _, path = kind_of(url)
    return elsewhere(url, path.parent)


def elsewhere(url: str, folder: Path) -> str:
    """The url of a state of the same kind and name in another folder."""
    _, path = kind_of(url)
    return f"{_SQLITE}{folder / path.name}" if url.startswith(_SQLITE) else str(folder / path.name)


def _opened(url: str, patience: float, *, writable: bool) -> StateStore | None:
    kind, path = kind_of(url)
    try:
        if path.exists() and not path.is_file():
            raise refusals.foreign(describe(url))
        return kind.keeper().opened(describe(url), path.resolve(), writable, patience)
    except OSError as error:
        raise refusals.unusable(describe(url), error) from error


def kind_of(url: str) -> tuple[StoreKind, Path]:
    """WrongUsage where a url is of no kind."""
    for kind in STORES:
        path = kind.path(url)
        if path is not None:
            return kind, path
    if url.startswith(("postgresql:", "postgres:")):
        raise WrongUsage("this release keeps its state in JSON or SQLite, not in PostgreSQL", _FORMS)
    raise WrongUsage(f"--state {url}: not a place for a state that reconciler knows", _FORMS)
