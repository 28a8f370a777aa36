"""What no output is ever written over: a state and what lies beside it, and the files of a configuration.

Called before anything else is done. A file is judged by what it is, not only by what it is called: a backup, another
state and a roster that nobody names yet are as dear as those in use.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from reconciler.errors import InputInvalid, WrongUsage
from reconciler.loading.files import ROSTER_ENDING, YAML_ENDINGS, root_above
from reconciler.stores import opening
from reconciler.workflows.durable import refuse_unwritable
from reconciler.workflows.state import StateChoice, located_here

_BEGINNINGS = (
    (b"SQLite format 3\0", "a SQLite database"),
    (b'{"reconciler_state":', "a state of reconciler"),
    (b'{"apply":"', "the journal of a state"),
    (b'{"acknowledged":', "the journal of a state"),
)
_LONGEST_HEADING = 2000


def refuse_over(option: str, out: str, state: StateChoice, inputs: Iterable[str] = ()) -> None:
    """WrongUsage where ``out`` is something dear, or one of the ``inputs`` that a command was given; ReconcilerError
    where nothing can be written there."""
    path, named = Path(out), [Path(each) for each in inputs]
    target = Path(os.path.realpath(path))
    for what in (*_state_files(target, state, named), *_inputs(target, named), *_dear(target)):
        raise WrongUsage(
            f"{option} {out} is {what}, and that is never written over",
            f"name another file: {option} {_another(target)}",
        )
    refuse_unwritable(path)


def _another(target: Path) -> str:
    return f"{target.stem.split('.')[0] or 'written'}.{'plan' if target.suffix != '.plan' else 'txt'}"


def _state_files(target: Path, state: StateChoice, named: list[Path]) -> Iterator[str]:
    for place in (None, *(path for path in named if path.exists())):
        try:
            files = opening.files_of(located_here(state, place).url)
        except (InputInvalid, WrongUsage):  # which is for the command to say, if it needs to know
            continue
        if any(_same(target, Path(os.path.realpath(file))) for file in files):
            yield "the state, or belongs to it"


def _inputs(target: Path, named: list[Path]) -> Iterator[str]:
    for path in named:
        if path.is_file() and _same(target, Path(os.path.realpath(path))):
            yield "what is to be read"


def _dear(target: Path) -> Iterator[str]:
    if target.suffix in YAML_ENDINGS and (target.exists() or _in_a_configuration(target)):
        yield "a file of a configuration" if target.exists() else "where a configuration would read it"
    if not target.is_file():
        return
    with target.open("rb") as file:
        start = file.read(_LONGEST_HEADING)
    yield from (what for beginning, what in _BEGINNINGS if start.startswith(beginning))
    if target.suffix.lower() == ROSTER_ENDING and _is_roster(start):
        yield "a roster of a configuration"


def _in_a_configuration(target: Path) -> bool:
    """Hidden files and folders are no part of one."""
    root = root_above(target.parent)
    return root is not None and not any(part.startswith(".") for part in target.relative_to(root).parts)


def _is_roster(start: bytes) -> bool:
    """Its people are of one workspace; lists of ours also say of which customer."""
    first = start.decode("utf-8-sig", "replace").partition("\n")[0].casefold()
    cells = {cell.strip('" \r\t') for cell in first.replace(";", ",").replace("\t", ",").split(",")}
    return "person" in cells and "customer" not in cells


def _same(one: Path, other: Path) -> bool:
    return one == other or (one.exists() and other.exists() and one.samefile(other))
