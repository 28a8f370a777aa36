"""Groups that contain groups, and the circle in which that must not end."""

from collections.abc import Iterator, Mapping

from reconciler.loading.fragments import Part
from reconciler.loading.nodes import Entries, Fields


def cycle_among(groups: Mapping[str, Part]) -> tuple[str, ...]:
    """The names of one circle of groups, the first once more at its end; empty where there is none."""
    contains = {name: sorted(set(_named_in(part.value))) for name, part in groups.items()}
    if not any(contains.values()):
        return ()
    from graphlib import CycleError, TopologicalSorter  # start-up time

    try:
        TopologicalSorter(contains).prepare()
    except CycleError as fault:
        circle: list[str] = fault.args[1][:-1]
        first = circle.index(min(circle))
        return (*circle[first:], *circle[:first], circle[first])
    return ()


def _named_in(entries: object) -> Iterator[str]:
    for entry in entries if isinstance(entries, Entries) else ():
        if isinstance(entry, Fields) and isinstance(entry.get("group"), str):
            yield entry["group"]
