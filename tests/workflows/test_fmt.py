"""``reconciler fmt``: which files it touches, and how."""

import os
from pathlib import Path

import pytest
from commands_run import HERE, reconciler

from reconciler.errors import InputInvalid, ReconcilerError
from reconciler.workflows.edited_files import replace_file
from reconciler.workflows.fmt import Doing, Tidied, fmt
from reconciler.workflows.world import of_environment

UNTIDY = "customer: contoso\nversion: 1\nworkspaces:\n  finance:\n    members_from: [rosters/finance.csv]\n"
TIDY = "version: 1\ncustomer: contoso\nworkspaces:\n  finance:\n    members_from: [rosters/finance.csv]\n"
ROSTER = "person\nzoe@contoso.com\nana@contoso.com\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "rosters").mkdir()
    (tmp_path / "reconciler.yaml").write_text("version: 1\n")
    (tmp_path / "contoso.yaml").write_text(UNTIDY)
    (tmp_path / "rosters" / "finance.csv").write_text(ROSTER)
    (tmp_path / "answers.csv").write_text("customer,workspace,person,answer,at\n")
    return tmp_path


def tidied(path: Path, doing: Doing = Doing.WRITE) -> Tidied:
    return fmt(path, doing, of_environment({}, lambda *_: None))


def test_every_file_is_put_in_order_and_a_second_time_none(root: Path) -> None:
    first, second = tidied(root), tidied(root)

    assert first.untidy == ("contoso.yaml", "rosters/finance.csv")
    assert (first.files, second.files, second.untidy) == (3, 3, ())
    assert (root / "contoso.yaml").read_text() == TIDY
    assert (root / "rosters" / "finance.csv").read_text() == "person\nana@contoso.com\nzoe@contoso.com\n"


def test_a_check_lists_the_same_and_writes_nothing(root: Path) -> None:
    checked = tidied(root, Doing.CHECK)

    assert checked.untidy == ("contoso.yaml", "rosters/finance.csv")
    assert [f"{f.rule} {f.place}" for f in checked.checked().findings] == [
        "untidy contoso.yaml:1:1",
        "untidy rosters/finance.csv:1:1",
    ]
    assert (root / "contoso.yaml").read_text() == UNTIDY


@pytest.mark.parametrize(
    ("named", "files"),
    [("rosters", ("rosters/finance.csv",)), ("contoso.yaml", ("contoso.yaml",)), ("reconciler.yaml", ())],
)
def test_only_what_lies_beneath_a_path_is_touched(root: Path, named: str, files: tuple[str, ...]) -> None:
    assert tidied(root / named).untidy == files


def test_a_file_keeps_its_mode(root: Path) -> None:
    (root / "contoso.yaml").chmod(0o640)

    tidied(root)

    assert (root / "contoso.yaml").stat().st_mode & 0o777 == 0o640
    assert [file.name for file in root.iterdir() if file.name.startswith(".")] == []


def test_a_file_that_cannot_be_read_is_told_and_the_others_go_on(root: Path) -> None:
    (root / "broken.yaml").write_text("version: [1\n")

    done = tidied(root)

    assert [f"{f.rule} {f.place and f.place.file}" for f in done.findings] == ["yaml-syntax broken.yaml"]
    assert (done.untidy, done.left) == (("contoso.yaml", "rosters/finance.csv"), 1)
    assert (root / "broken.yaml").read_text() == "version: [1\n"


def test_symbolic_links_are_not_followed(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "other.yaml"
    elsewhere.write_text(UNTIDY)
    (root / "link.yaml").symlink_to(elsewhere)

    assert [f.rule for f in tidied(root).findings] == ["unsafe-path"]
    with pytest.raises(InputInvalid, match=r"link\.yaml is a symbolic link"):
        tidied(root / "link.yaml")
    assert elsewhere.read_text() == UNTIDY
    assert (root / "link.yaml").is_symlink()


def test_a_file_that_is_none_of_ours_is_refused(root: Path) -> None:
    (root / "notes.md").write_text("notes")

    with pytest.raises(InputInvalid, match="holds no YAML file and no roster"):
        tidied(root / "notes.md")
    assert [f.rule for f in tidied(root / "answers.csv").findings][:1] == ["roster-header"]


def test_a_folder_that_only_holds_a_configuration_says_to_name_it(root: Path) -> None:
    with pytest.raises(InputInvalid, match="no configuration, and holds one"):
        tidied(_parent_of(root))


def _parent_of(root: Path) -> Path:
    """A directory that holds this configuration and nothing else."""
    parent = root.parent / f"{root.name}-parent"
    parent.mkdir()
    root.rename(parent / "hub")
    return parent


def test_what_changed_meanwhile_is_left_alone(root: Path) -> None:
    with pytest.raises(InputInvalid, match="changed meanwhile"):
        replace_file(root, "contoso.yaml", b"version: 1\n", b"")
    with pytest.raises(InputInvalid, match="cannot be read any more"):
        replace_file(root, "../contoso.yaml", b"", b"")
    assert (root / "contoso.yaml").read_text() == UNTIDY


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is write-protected for root")
def test_a_write_protected_file_is_not_replaced(root: Path) -> None:
    (root / "contoso.yaml").chmod(0o440)

    with pytest.raises(ReconcilerError, match=r"cannot write contoso\.yaml: it is write-protected"):
        tidied(root)
    assert (root / "contoso.yaml").read_text() == UNTIDY


def test_what_dump_writes_is_laid_out_already(tmp_path: Path) -> None:
    state = ("--state", "hub.db")
    for command in (
        ("apply", str(HERE / "examples" / "contoso"), "--date", "2026-07-01", "--auto-approve", *state),
        ("dump", "--out", "dumped", *state),
    ):
        assert reconciler(*command, at=tmp_path, variables={"RECONCILER_NOW": "2026-07-01T09:00:00Z"}).code == 0

    assert reconciler("fmt", "dumped", "--check", at=tmp_path).code == 0
