"""Where a workspace is declared, as the state remembers it from the last apply."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

OF_ALL = ""
"""Beside the workspaces, of which none is called so: what a customer's own files say of all of them."""


@dataclass(frozen=True, slots=True)
class Source:
    """``file`` holds the workspace (D-17); ``rosters`` are the files of people it names, with the rows of each (D-18).
    In a state: the rows that each had when everything it asked for was done."""

    file: str
    rosters: Mapping[str, int] = field(default_factory=dict)


def source_plain(source: Source) -> Any:
    """The name of the file alone where there are no rosters."""
    return {"file": source.file, "rosters": dict(sorted(source.rosters.items()))} if source.rosters else source.file


def source_from_plain(plain: Any) -> Source:
    """The inverse. KeyError, TypeError or ValueError where it does not fit."""
    if isinstance(plain, str):
        return Source(plain)
    rosters = dict(plain["rosters"].items())
    if not isinstance(plain["file"], str) or not {int} >= {*map(type, rosters.values())}:
        raise ValueError("a source is a file, and rosters with numbers")
    return Source(plain["file"], rosters)
