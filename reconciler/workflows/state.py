"""Which state is meant, and whether the one that is there is the right one.

Where the configuration names a lineage, a state that is absent or foreign is refused before anything is planned: a
fresh runner, a lost cache or a mistyped flag must never invite everybody again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from reconciler.errors import StateIdentity, WrongUsage
from reconciler.findings import near_to
from reconciler.kinds.customer import CustomerId
from reconciler.loading.files import HEAD
from reconciler.loading.settings import Settings, settings_above
from reconciler.ports import StateStore
from reconciler.stores import opening
from reconciler.workflows.first_state import StateToBe
from reconciler.workflows.world import World

DEFAULT = ".reconciler/state.db"


class NamedBy(StrEnum):
    """Who says which lineage the state must have."""

    CONFIGURATION = "reconciler.yaml"
    OPTION = "--lineage"
    VARIABLE = "RECONCILER_LINEAGE"
    PLAN = "the plan"
    ROUND = "the round before"


_ANEW = {
    NamedBy.CONFIGURATION: "take `lineage` out of reconciler.yaml",
    NamedBy.OPTION: "leave out --lineage",
    NamedBy.VARIABLE: "unset RECONCILER_LINEAGE",
    NamedBy.PLAN: "plan again",
    NamedBy.ROUND: "start the watch again",
}
_INSTEAD = {
    NamedBy.CONFIGURATION: "the lineage you mean with --lineage",
    NamedBy.OPTION: "the lineage you mean",
    NamedBy.VARIABLE: "the lineage you mean with --lineage",
    NamedBy.PLAN: "plan again for this one",
    NamedBy.ROUND: "start the watch again",
}


class StateChoice(NamedTuple):
    """What flags and environment say; the configuration fills in the rest."""

    url: str | None = None
    lineage: str | None = None
    adopt: bool = False
    lock_timeout: float = 30.0
    lineage_by: NamedBy = NamedBy.OPTION


class Located(NamedTuple):
    """``url`` is complete; ``lineage`` is the one to expect, empty where none is named. ``root`` is the folder of
    the configuration; ``configured`` says that there is one with a ``reconciler.yaml``."""

    url: str
    lineage: str
    root: Path
    configured: bool = True
    lineage_by: NamedBy = NamedBy.CONFIGURATION
    patience: float = opening.PATIENCE
    """Seconds to wait for somebody who is just writing."""

    def as_written(self) -> str:
        """The url as it would stand in ``reconciler.yaml``: relative to that file where it lies beneath it."""
        if "://" in self.url or self.url.startswith("memory:"):
            return self.url
        whole, root = Path(self.url).resolve(), self.root.resolve()
        return whole.relative_to(root).as_posix() if whole.is_relative_to(root) else str(whole)


def located(choice: StateChoice, settings: Settings, root: Path) -> Located:
    """Flags beat ``reconciler.yaml``; a path there is relative to it."""
    lineage = choice.lineage or settings.lineage or ""
    by = choice.lineage_by if choice.lineage else NamedBy.CONFIGURATION
    if choice.url:
        return Located(choice.url, lineage, root, lineage_by=by, patience=choice.lock_timeout)
    url = settings.state_url or DEFAULT
    relative = "://" not in url and not url.startswith("memory:") and not Path(url).is_absolute()
    url = str(root / url) if relative else url
    return Located(url, lineage, root, lineage_by=by, patience=choice.lock_timeout)


def located_here(choice: StateChoice, path: Path | None = None) -> Located:
    """For commands that read no configuration: the one that ``path`` (or this directory) is in says the rest."""
    root, settings = settings_above(path or Path.cwd())
    return located(choice, settings, root)._replace(configured=(root / HEAD).is_file())


@contextmanager
def reading(place: Located) -> Iterator[StateStore | None]:
    """The state, opened to be read; None where there is none and none was expected."""
    store = opening.open_for_reading(place.url, place.patience)
    try:
        _identified(store, place)
        yield store
    finally:
        if store is not None:
            store.close()


@contextmanager
def reading_existing(place: Located) -> Iterator[StateStore]:
    """The same, for those who only look at a state: absent is an error."""
    with reading(place) as store:
        if store is None:
            raise StateIdentity(f"there is no state at {place.url}", "name it with --state, or apply something first")
        yield store


@contextmanager
def writing(place: Located, world: World) -> Iterator[StateStore]:
    """The state, opened to be written; one that is not there is made by the first thing that is written."""
    found = opening.open_for_writing(place.url, place.patience)
    store = found or StateToBe(place.url, new_lineage(world))
    try:
        _identified(found, place)
        yield store
    finally:
        store.close()


@contextmanager
def writing_existing(place: Located, world: World) -> Iterator[StateStore]:
    """The same, for those who only change what is there: absent is an error, and nothing is made."""
    with reading_existing(place):
        pass
    with writing(place, world) as store:
        yield store


def made_here(store: StateStore) -> str:
    """The lineage of a state that was made while it was open; empty where it was there before, or still is not."""
    return store.lineage if isinstance(store, StateToBe) and store.made else ""


def new_lineage(world: World) -> str:
    return world.randomness("lineage", 16).hex()


def _identified(store: StateStore | None, place: Located) -> None:
    if not place.lineage:
        return
    if store is None:
        raise StateIdentity(
            f"{place.lineage_by} names a state with lineage {place.lineage}, and there is no state at {place.url}; "
            "nothing was done",
            f"bring the state back, or name where it is with --state; to start anew on purpose, "
            f"{_ANEW[place.lineage_by]}",
        )
    if store.lineage != place.lineage:
        raise StateIdentity(
            f"the state at {place.url} has lineage {store.lineage}, and {place.lineage_by} names {place.lineage}; "
            "nothing was done",
            f"name the right state with --state, or {_INSTEAD[place.lineage_by]}",
        )


def managed_elsewhere(theirs: str, ours: str, customer: CustomerId) -> str:
    """Why a customer that another configuration manages is refused."""
    mine = f"this one ({ours})" if ours else "this one, which has no name"
    return f"{customer} is managed by the configuration {theirs}, not by {mine}"


def absent(what: str, name: str, names: list[str]) -> WrongUsage:
    near = near_to(name, names)
    return WrongUsage(f"there is no {what} in this state", f"did you mean {near}?" if near else "reconciler status")
