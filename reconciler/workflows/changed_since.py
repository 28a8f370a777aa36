"""Customers touched since a commit, and every one that is due: what a pipeline of a large configuration plans."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import NamedTuple

from reconciler.kinds.customer import CustomerId
from reconciler.loading.changed_files import ChangedFiles, changed_files
from reconciler.loading.checkout import Checkout
from reconciler.loading.files import HEAD, ROSTER_ENDING, YAML_ENDINGS, Reader
from reconciler.loading.gathered import Gathered
from reconciler.loading.ownership import owners
from reconciler.loading.scanning import Configuration
from reconciler.planning.permits import Permit
from reconciler.workflows.permits import customers_of


class Since(NamedTuple):
    """``touched`` are planned; others only where something fell due after ``day``, which is that of the commit."""

    day: date
    touched: frozenset[CustomerId]


def since(configuration: Configuration, checkout: Checkout, revision: str, permits: Sequence[Permit]) -> Since:
    """``permits`` are those of the configuration. InputInvalid where Git does not know the commit."""
    files = {*configuration.hashes, *(permit.place for permit in permits)}
    changed = changed_files(checkout, revision, files)
    if HEAD in changed.paths:
        return Since(changed.since, frozenset(configuration.customers))
    touched = {*_touched(configuration, changed), *customers_of([p for p in permits if p.place in changed.paths])}
    return Since(changed.since, frozenset(touched))


def _touched(configuration: Configuration, changed: ChangedFiles) -> Iterator[CustomerId]:
    """Whoever has a file that is not as it was, had one that is gone, or names a roster that changed."""
    yield from (c for c, files in configuration.customers.items() if not changed.paths.isdisjoint(files))
    for path in changed.paths:
        if path.lower().endswith(YAML_ENDINGS):
            yield from owners(changed.before(path), path, Gathered())
    rosters = [path for path in changed.paths if path.lower().endswith(ROSTER_ENDING)]
    if rosters:
        yield from _naming(configuration, rosters)


def _naming(configuration: Configuration, rosters: Iterable[str]) -> Iterator[CustomerId]:
    """A file names rosters beneath its own folder, so that others of the same name are not meant."""
    beneath: dict[str, set[bytes]] = {}
    for roster in map(PurePosixPath, rosters):
        for folder in roster.parents:
            beneath.setdefault(str(folder), set()).add(roster.name.encode())
    with Reader(configuration.root) as reader:
        for customer, files in configuration.customers.items():
            near = [(file, names) for file in files if (names := beneath.get(file.rpartition("/")[0] or "."))]
            contents = ((configuration.kept.get(file) or reader.read(file), names) for file, names in near)
            if any(name in content for content, names in contents for name in names):
                yield customer
