"""No edit loses a comment of any example."""

import shutil
from contextlib import suppress
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
    root = tmp_path / "hub"
    shutil.copytree(example, root)
    notes, said = said_in(root)

    fmt(root, Doing.WRITE, of_environment({}, lambda *_: None))
    assert said_in(root) == (notes, said)
    people = everybody(root)
    for customer, workspace, person in people:
        place = f"{customer}/{workspace}"
        for other in {f"{c}/{w}" for c, w, _ in people if c == customer and w != workspace}:
            with suppress(ReconcilerError):
                move(root, person, place, other)
                move(root, person, other, place)
            assert said_in(root)[0] == notes
        with suppress(ReconcilerError):  # some come through a group, some are the last of a roster
            expire(root, person, place, "2027-01-31")
        with suppress(ReconcilerError):
            remove(root, person, place)
            add(root, person, place, {"reason": "back again"})
        assert said_in(root)[0] == notes


def everybody(root: Path) -> list[tuple[str, str, str]]:
    """Two people of each workspace of an example, with its customer."""
    found = []
    for file in sorted(root.rglob("*.yaml")):
        for document in yaml.read(file.read_bytes(), file.name, Gathered()):
            customer = document.content.get("customer", "")
            files = Files(customer)
            files.take(file.name, file.read_bytes())
            for workspace in files.workspaces:
                people = sorted(set(files.everybody()))
                found += [(customer, workspace, person) for person in (people[:1] + people[-1:])]
    return found
