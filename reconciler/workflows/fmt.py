"""Every file of a configuration in one order and layout, so that a difference between two versions is a change."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from reconciler.editing.tidy_roster import is_roster, tidy_roster
from reconciler.editing.tidy_yaml import tidy_yaml
from reconciler.errors import InputInvalid
from reconciler.findings import Checked, Finding, Place, has_errors, in_order
from reconciler.loading.checkout import base_of
from reconciler.loading.codes import finding
from reconciler.loading.excerpts import Excerpts
from reconciler.loading.files import HEAD, ROSTER_ENDING, NotRead, Reader, files_beneath
from reconciler.loading.gathered import Gathered
from reconciler.loading.scanning import is_beneath, left_out, refuse_several, root_of
from reconciler.workflows.edited_files import replace_file
from reconciler.workflows.world import World

_WHY = "Keys, addresses, rows or blanks of it are not as in all other files, so that a change is hard to see."


class Doing(StrEnum):
    WRITE = "write"
    CHECK = "check"


class Tidied(NamedTuple):
    """``untidy`` are those of ``files`` that were put in order, or would be. So many were ``left`` alone, and
    ``findings`` say why."""

    files: int
    untidy: tuple[str, ...]
    left: int
    findings: tuple[Finding, ...]
    base: str

    def checked(self) -> Checked:
        """What a check comes to, a finding for each file."""
        untidy = (finding("untidy", _WHY, "reconciler fmt", Place(file, 1)) for file in self.untidy)
        return Checked(in_order([*self.findings, *untidy]), self.files, self.base)


def fmt(path: Path, doing: Doing, world: World) -> Tidied:
    """All YAML files and rosters beneath PATH, or the one that it is."""
    if path.is_symlink() and not path.is_dir():
        raise InputInvalid(f"{path} is a symbolic link", "Name the file itself, or the directory of the configuration.")
    root, beneath = root_of(path)
    if path.is_file() and path.name == HEAD:
        beneath = HEAD
    found, untidy, files, left = Gathered(), list[str](), 0, 0
    with Reader(root) as reader:
        for file in _files(root, beneath, found):
            content = _content(reader, file, found)
            if content is None or not _is_ours(file, content, beneath):
                continue
            files += 1
            world.progress("reading", files, 0)
            after = _tidied(file, content, found)
            left += after is None
            if after is None or after == content:
                continue
            untidy.append(file)
            if doing is Doing.WRITE:
                replace_file(root, file, content, after)
    excerpts = Excerpts(root)
    findings = in_order(excerpts.beside(f) for f in found.all())
    if not files and not has_errors(findings):
        refuse_several(path, findings)
        raise InputInvalid(f"{path} holds no YAML file and no roster", "Name the directory of a configuration.")
    return Tidied(files, tuple(untidy), left, findings, base_of(root))


def _files(root: Path, beneath: str, found: Gathered) -> Iterator[str]:
    for entry in files_beneath(root):
        file, fault = entry if isinstance(entry, tuple) else (entry, None)
        if not is_beneath(file, beneath):
            continue
        if fault is None:
            yield file
        else:
            left_out(file, fault, found)


def _content(reader: Reader, file: str, found: Gathered) -> bytes | None:
    try:
        return reader.read(file)
    except NotRead as fault:
        left_out(file, fault, found)
        return None


def _is_ours(file: str, content: bytes, named: str) -> bool:
    """Answers and exports may lie beside rosters; a file that was named is judged whatever it is."""
    return not file.lower().endswith(ROSTER_ENDING) or is_roster(content) or file == named


def _tidied(file: str, content: bytes, found: Gathered) -> bytes | None:
    if file.lower().endswith(ROSTER_ENDING):
        return tidy_roster(content, file, found)
    return tidy_yaml(content, file, "reconciler" if file == HEAD else "customer", found)
