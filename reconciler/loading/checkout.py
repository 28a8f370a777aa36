"""The Git checkout that a configuration stands in, if it stands in one."""

import re
from functools import cached_property
from pathlib import Path

from reconciler.findings import Origin, Place
from reconciler.loading.git import said


def base_of(root: Path) -> str:
    """From the top of the checkout to the configuration, as ``teams/hub/``; empty where both are one, or without Git.

    A worktree and a submodule have a file ``.git`` where others have a directory.
    """
    here = root.resolve()
    top = next((each for each in (here, *here.parents) if (each / ".git").exists()), here)
    return "".join(f"{part}/" for part in here.relative_to(top).parts)


class Origins:
    """Who wrote each line, and in which commit. Nothing where there is no Git or where its history is cut short; a line
    that is not committed yet has none. Each file is looked at once, when it is first asked about."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files: dict[str, dict[int, Origin]] = {}

    def of(self, place: Place) -> Origin | None:
        if place.file not in self._files:
            known = len(self._files) < _MOST_FILES and not self._shallow
            self._files[place.file] = (
                _blamed(said(self._root, "blame", "--porcelain", "--", place.file, patience=_PATIENCE)) if known else {}
            )
        return self._files[place.file].get(place.line)

    @cached_property
    def _shallow(self) -> bool:
        """There the oldest commit would be blamed for everything before it."""
        return said(self._root, "rev-parse", "--is-shallow-repository", patience=_PATIENCE).strip() != "false"


_MOST_FILES = 300
"""A look takes about 10 ms; who changes more files at once does not read who wrote each line."""
_PATIENCE = 20
"""Seconds for one look."""
_LINE = re.compile(r"([0-9a-f]{40,64}) [0-9]+ ([0-9]+)")


def _blamed(porcelain: str) -> dict[int, Origin]:
    commits: dict[int, str] = {}
    authors: dict[str, str] = {}
    commit = ""
    for line in porcelain.split("\n"):
        if line.startswith("\t"):
            continue
        if found := _LINE.match(line):
            commit = found[1]
            commits[int(found[2])] = commit
        elif line.startswith("author "):
            authors[commit] = line.removeprefix("author ")
    return {n: Origin(c[:8], authors.get(c, "")) for n, c in commits.items() if c.strip("0")}
