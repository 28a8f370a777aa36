"""A state that is made elsewhere and arrives whole, or not at all: until then there is none at its place.

Not handled: killed between the two renames of a JSON state. What is there then is refused as damaged, and nothing is
lost, since whoever makes a state of another one leaves that as it is.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from reconciler import folders
from reconciler.errors import WrongUsage
from reconciler.ports import StateStore
from reconciler.stores import lock, opening, refusals


@contextmanager
def arriving(url: str, lineage: str, patience: float = opening.PATIENCE) -> Iterator[StateStore]:
    """A new, empty state, opened for writing, which is at ``url`` once the block has ended well. StateIdentity where
    something is there already: it is never written over."""
    kind, place = opening.kind_of(url)
    shown, path = opening.describe(url), place.resolve()
    aside = path.with_name(f".{path.name}.arriving")
    if not kind.keeper().lasting(path):
        raise WrongUsage(f"a state at {url} ends with the run that made it", "name a file: .reconciler/state.db")
    try:
        folders.made(path.parent)
        with lock.held(path, shown, "the maker of a new state", patience), _elsewhere(aside):
            refuse_taken(url)
            with closing(opening.create(opening.elsewhere(url, aside), lineage)) as store:
                yield store
            for made, there in zip(kind.keeper().lasting(aside / path.name), kind.keeper().lasting(path), strict=True):
                with suppress(FileNotFoundError):  # of the notes of a delivery there are most often none
                    os.rename(made, there)
            folders.synced(path.parent)
    except OSError as error:
        raise refusals.unusable(shown, error) from error


def refuse_taken(url: str) -> None:
    """StateIdentity where there is a state at ``url``, or something else."""
    found = opening.open_for_reading(url)
    if found is not None:
        found.close()
        raise refusals.taken(opening.describe(url))


@contextmanager
def _elsewhere(folder: Path) -> Iterator[None]:
    """A folder for the time of the block, empty even where somebody was killed in theirs."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)
