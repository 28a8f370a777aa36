"""No edit loses a comment of any example."""

import shutil
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from console import ROOT

from reconciler.editing.proof import told
from reconciler.editing.source import comments, source_of
from reconciler.errors import ReconcilerError
from reconciler.loading import yaml
from reconciler.loading.gathered import Gathered
from reconciler.workflows.fmt import Doing, fmt
from reconciler.workflows.memberships import add, expire, move, remove
from reconciler.workflows.whereabouts import Files
from reconciler.workflows.world import of_environment

EXAMPLES = sorted(file.parent for file in (ROOT / "examples").rglob("reconciler.yaml"))


def said_in(root: Path) -> tuple[list[str], list[str]]:
    """Every comment, and what each file says."""
    files = sorted(root.rglob("*.yaml"))
    notes = [c for file in files for _, c in comments(source_of(file.read_text()))]
    documents = (yaml.read(file.read_bytes(), file.name, Gathered()) for file in files)
    return sorted(notes), [told([document.content for document in each]) for each in documents]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: str(path.relative_to(ROOT / "examples")))
def test_no_command_loses_a_comment_of_an_example(example: Path, tmp_path: Path) -> None:
    root = annotated(example, tmp_path / "hub")
    notes, said = said_in(root)
    assert sum("# note" in note for note in notes) > 10

    fmt(root, Doing.WRITE, of_environment({}, lambda *_: None))
    assert said_in(root) == (notes, said)
    people = everybody(root)
    done = 0
    for customer, workspace, person in people:
        place = f"{customer}/{workspace}"
        others = sorted({f"{c}/{w}" for c, w, _ in people if c == customer and w != workspace})
        for edits in (
            [partial(move, root, person, *way) for other in others for way in ((place, other), (other, place))],
            [partial(expire, root, person, place, "2027-01-31")],
            [partial(remove, root, person, place), partial(add, root, person, place, {"reason": "back again"})],
        ):
            done += carried_out(edits)
            assert said_in(root)[0] == notes
    assert done or not people


def annotated(example: Path, root: Path) -> Path:
    """A copy with a comment behind every line of YAML, also where an entry goes and nothing but the comment stays."""
    shutil.copytree(example, root)
    numbers = count()
    for file in root.rglob("*.yaml"):
        lines = file.read_text().splitlines()
        file.write_text("\n".join(line if "#" in line else f"{line} # note {next(numbers)}" for line in lines) + "\n")
    return root


def carried_out(edits: list[Callable[[], object]]) -> int:
    """How many: some people come through a group, some are the last of a roster or of the admins. But no file is left
    as it was for not knowing how to change it."""
    for number, edit in enumerate(edits):
        try:
            edit()
        except ReconcilerError as refused:
            if "was left as it is" in refused.what:
                raise
            return number
    return len(edits)


def everybody(root: Path) -> list[tuple[str, str, str]]:
    """The first and the last two people of each workspace, with its customer."""
    customers: dict[str, Files] = {}
    for file in sorted(root.rglob("*.yaml")):
        for document in yaml.read(file.read_bytes(), file.name, Gathered()):
            customer = document.content.get("customer", "")
            files = customers.setdefault(customer, Files(customer))
            files.take(str(file.relative_to(root)), file.read_bytes())
    found = []
    for customer, files in customers.items():
        rosters = {roster for workspace in files.workspaces for roster in files.rosters_of(workspace)}
        files.rosters = {roster: (root / roster).read_bytes() for roster in rosters}
        for workspace in files.workspaces:
            names = sorted(set(files.everybody()))
            people = [name for name in names if any(files.bringing(workspace, files.key(name)))]
            found += [(customer, workspace, name) for name in dict.fromkeys([*people[:2], *people[-2:]])]
    return found
