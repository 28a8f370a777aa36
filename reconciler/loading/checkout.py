"""The Git checkout that a configuration stands in, if it stands in one."""

import re
from collections.abc import Collection, Iterator
from functools import cached_property
from pathlib import Path

from reconciler.findings import Origin, Place
from reconciler.kinds.file_commit import UNCOMMITTED
from reconciler.loading.files import ROSTER_ENDING, YAML_ENDINGS
from reconciler.loading.git import asked, said


def base_of(root: Path) -> str:
    """From the top of the checkout to the configuration: ``teams/hub/``; empty where both are one, or without Git."""
    here = root.resolve()
    top = _top(here)
    return "".join(f"{part}/" for part in here.relative_to(top).parts) if top is not None else ""


def _top(here: Path) -> Path | None:
    """A worktree and a submodule have a file ``.git`` where others have a directory."""
    return next((each for each in (here, *here.parents) if (each / ".git").exists()), None)


def commit_of(root: Path, files: Collection[str]) -> str:
    """The commit in which the ``files`` of a configuration, by their paths beneath ``root``, stand as they are here,
    with ``UNCOMMITTED`` behind it where they do not. Empty without Git or a commit. Git is asked once."""
    if _top(root.resolve()) is None:
        return ""
    done = asked(root, *_STATUS, patience=_PATIENCE)
    if done is None or done.returncode:
        return ""
    head, *entries = done.stdout.decode("utf-8", "surrogateescape").split("\0")
    found = _HEAD.fullmatch(head)
    if found is None:
        return ""
    base = base_of(root)
    differs = any(_differs(entry, base, files) for entry in _entries(entries))
    return f"{found[1]}{UNCOMMITTED if differs else ''}"


def authors(root: Path) -> set[str]:
    """The names of everybody who wrote a commit that touches the configuration; nobody without Git."""
    if _top(root.resolve()) is None:
        return set()
    return set(filter(None, said(root, "log", "--format=%an%n%cn", "--", ".", patience=_PATIENCE).splitlines()))


_STATUS = (
    *("--no-optional-locks", "status", "--porcelain=v2", "--branch", "-z", "--no-renames", "--no-ahead-behind"),
    *("--untracked-files=all", "--ignored=matching", "--ignore-submodules=all", "--", "."),
)
_HEAD = re.compile(r"# branch\.oid ([0-9a-f]{40,64})")
_FIELDS = {"1": 8, "u": 10, "?": 1, "!": 1}
"""How many words stand before the path of an entry: of a file that differs, is in conflict, unknown, or ignored."""


def _entries(lines: Collection[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if (fields := _FIELDS.get(line[:1])) is not None:
            yield line[0], line.split(" ", fields)[fields]


def _differs(entry: tuple[str, str], base: str, files: Collection[str]) -> bool:
    """A file that is known to Git counts where it may be one of a configuration, since one that is gone is read no
    more; another one where it was read. Of an ignored folder Git names no files."""
    kind, path = entry
    beneath = path.removeprefix(base)
    if kind in "1u":
        return beneath.lower().endswith((*YAML_ENDINGS, ROSTER_ENDING))
    return any(file.startswith(beneath) for file in files) if beneath.endswith("/") else beneath in files


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
