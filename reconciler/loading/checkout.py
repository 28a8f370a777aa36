"""The Git checkout that a configuration stands in, if it stands in one."""

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from reconciler.errors import InputInvalid
from reconciler.findings import Origin, Place
from reconciler.kinds.file_commit import UNCOMMITTED
from reconciler.loading.files import ROSTER_ENDING, YAML_ENDINGS, files_beneath
from reconciler.loading.git import asked, complaint, said, without_filters

if TYPE_CHECKING:
    from subprocess import CompletedProcess


def base_of(root: Path) -> str:
    """From the top of the checkout to the configuration: ``teams/hub/``; empty where both are one, or without Git."""
    here = root.resolve()
    top = _top(here)
    return "".join(f"{part}/" for part in here.relative_to(top).parts) if top is not None else ""


def _top(here: Path) -> Path | None:
    """A worktree and a submodule have a file ``.git`` where others have a directory."""
    return next((each for each in (here, *here.parents) if (each / ".git").exists()), None)


def in_checkout(here: Path) -> bool:
    """Whether it looks so; Git may be absent, or say otherwise."""
    return _top(here.resolve()) is not None


class Checkout:
    """What Git says of the checkout that ``root`` stands in, if it stands in one. What several questions of a command
    rest on is asked once, when first needed; whoever goes on while files change makes another."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def commit_of(self, files: Collection[str]) -> str:
        """The commit in which the ``files`` of a configuration, by their paths beneath ``root``, stand as they are
        here, with ``UNCOMMITTED`` behind it where they do not. Empty without Git or a commit."""
        if not in_checkout(self.root):
            return ""
        commit, changed = _told(self.looked(*_STATUS), self.root)
        if not commit:
            return ""
        # One that is gone is read no more, so that each counts that might be one of a configuration.
        differs = any(_may_be_read(path) for path in changed) or not self.known.issuperset(files)
        return f"{commit}{UNCOMMITTED if differs else ''}"

    @cached_property
    def known(self) -> frozenset[str]:
        """The files beneath ``root`` that Git knows, by their paths from there, gone or not. To look for those that it
        does not know would take it six times as long."""
        done = asked(self.root, "ls-files", "-z", "--recurse-submodules", patience=_PATIENCE)
        return frozenset(_text(done.stdout).split("\0")) if done and not done.returncode else frozenset()

    def looked(self, *question: str) -> "CompletedProcess[bytes] | None":
        """How Git ended that looked into files, and ran none of the programs that they name."""
        return asked(self.root, *self._unfiltered, *question, patience=_PATIENCE)

    @cached_property
    def _unfiltered(self) -> tuple[str, ...]:
        return without_filters(self.root, _PATIENCE)


def uncommitted(root: Path) -> list[str]:
    """The files that a configuration has or had and that are not as they were committed: changed, gone, or unknown to
    Git, be it told to ignore them, for they are read all the same. Filters are asked, as whoever laid the files out
    asked them. InputInvalid where Git does not say: then anything may be."""
    done = asked(root, *_STATUS, patience=_PATIENCE)
    if why := complaint(done):
        raise InputInvalid(
            f"Git does not say whether {root} is as committed: {why}", f"try: git -C {quote(str(root))} status"
        )
    changed = [path for path in _told(done, root)[1] if _may_be_read(path) and not _is_hidden(path)]
    there = {path for path in files_beneath(root) if isinstance(path, str)}
    return sorted({*changed, *(there - Checkout(root).known)})


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))


def authors(root: Path) -> set[str]:
    """The names of everybody who wrote a commit that touches the configuration; nobody without Git."""
    if _top(root.resolve()) is None:
        return set()
    return set(filter(None, said(root, "log", "--format=%an%n%cn", "--", ".", patience=_PATIENCE).splitlines()))


_STATUS = (
    *("--no-optional-locks", "status", "--porcelain=v2", "--branch", "-z", "--no-renames", "--no-ahead-behind"),
    *("--ignore-submodules=all", "--untracked-files=no", "--", "."),
)
_HEAD = re.compile(r"# branch\.oid ([0-9a-f]{40,64})")
_FIELDS = {"1": 8, "u": 10}
"""How many words stand before the path of an entry: of a file that differs, or is in conflict."""


def _told(done: "CompletedProcess[bytes] | None", root: Path) -> tuple[str, list[str]]:
    """The commit, and what is not as in it, by its path beneath ``root``. Empty where Git does not say."""
    head, *lines = _text(done.stdout).split("\0") if done and not done.returncode else [""]
    found = _HEAD.fullmatch(head)
    return (found[1], list(_paths(lines, base_of(root)))) if found else ("", [])


def _paths(lines: Iterable[str], base: str) -> Iterator[str]:
    for line in lines:
        if (fields := _FIELDS.get(line[:1])) is not None:
            yield line.split(" ", fields)[fields].removeprefix(base)


def _text(said: bytes) -> str:
    return said.decode("utf-8", "surrogateescape")


def _may_be_read(path: str) -> bool:
    return path.lower().endswith((*YAML_ENDINGS, ROSTER_ENDING))


class Origins:
    """Who wrote each line, and in which commit. Nothing where there is no Git or where its history is cut short; a line
    that is not committed yet has none. Each file is looked at once, when it is first asked about."""

    def __init__(self, checkout: Checkout) -> None:
        self._checkout = checkout
        self._files: dict[str, dict[int, Origin]] = {}

    def of(self, place: Place) -> Origin | None:
        if place.file not in self._files:
            known = len(self._files) < _MOST_FILES and not self._shallow
            self._files[place.file] = _blamed(self._checkout.looked(*_BLAME, place.file)) if known else {}
        return self._files[place.file].get(place.line)

    @cached_property
    def _shallow(self) -> bool:
        """There the oldest commit would be blamed for everything before it."""
        return said(self._checkout.root, "rev-parse", "--is-shallow-repository", patience=_PATIENCE).strip() != "false"


_MOST_FILES = 300
"""A look takes about 10 ms; who changes more files at once does not read who wrote each line."""
_PATIENCE = 20
"""Seconds for one look."""
_BLAME = ("blame", "--porcelain", "--no-textconv", "--")
_LINE = re.compile(r"([0-9a-f]{40,64}) [0-9]+ ([0-9]+)")


def _blamed(done: "CompletedProcess[bytes] | None") -> dict[int, Origin]:
    porcelain = done.stdout.decode("utf-8", "replace") if done is not None and not done.returncode else ""
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
