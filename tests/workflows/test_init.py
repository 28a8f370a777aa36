"""What ``init`` writes is a configuration without a fault, and never in the place of another."""

import json
import os
from pathlib import Path

import pytest
from runs import JUNE, world

from reconciler import __version__
from reconciler.delivery.link_keys import read_keys
from reconciler.errors import WrongUsage
from reconciler.kinds.estate import CustomerId
from reconciler.loading.configuration import load, scan
from reconciler.rules import book
from reconciler.workflows.init import Forge, init

WORLD = world(JUNE)


def test_what_is_written_has_nothing_wrong_with_it(tmp_path: Path) -> None:
    written = init(tmp_path / "mine", WORLD)

    configuration = scan(tmp_path / "mine")
    declared = load(configuration, CustomerId("contoso"))
    assert [str(file.relative_to(tmp_path / "mine")) for file, _ in written] == [
        "reconciler.yaml",
        "contoso/customer.yaml",
        ".gitignore",
        ".vscode/settings.json",
        ".vscode/customer.schema.json",
        ".vscode/reconciler.schema.json",
    ]
    assert not [*configuration.findings, *declared.findings, *book.check(declared.estate)]
    assert configuration.settings.name == "mine-customers"


def test_what_exists_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "reconciler.yaml").write_text("version: 1\n")

    with pytest.raises(WrongUsage, match="exists already; nothing was written"):
        init(tmp_path, WORLD)
    assert [file.name for file in tmp_path.iterdir()] == ["reconciler.yaml"]


def test_lines_of_a_gitignore_stay_and_ours_is_added_once(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("*.tmp")

    init(tmp_path, WORLD)

    assert (tmp_path / ".gitignore").read_text().splitlines()[0] == "*.tmp"
    assert (tmp_path / ".gitignore").read_text().splitlines().count(".reconciler/") == 1


def test_where_a_file_cannot_be_made_a_gitignore_stays_as_it_was(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("*.tmp\n")
    (tmp_path / "contoso").write_text("")

    with pytest.raises(WrongUsage, match="no file was made"):
        init(tmp_path, WORLD)

    assert (tmp_path / ".gitignore").read_text() == "*.tmp\n"


def test_pipelines_that_no_forge_would_read_are_not_written(tmp_path: Path) -> None:
    (tmp_path / "our team" / ".git").mkdir(parents=True)
    hub = tmp_path / "our team" / "teams" / "hub"

    with pytest.raises(WrongUsage, match="github reads pipelines at its top alone") as refused:
        init(hub, WORLD, Forge.GITHUB)

    assert not hub.exists()
    assert f"reconciler init --forge github '{tmp_path / 'our team'}'" in refused.value.remedy
    assert init(hub, WORLD, Forge.NONE)


@pytest.mark.parametrize("name", ["Größe & Co: x", "---", "true"])
def test_a_directory_may_be_called_anything(name: str, tmp_path: Path) -> None:
    init(tmp_path / name, WORLD)

    assert not scan(tmp_path / name).findings


def test_a_link_that_leads_nowhere_is_something_that_exists(tmp_path: Path) -> None:
    (tmp_path / "reconciler.yaml").symlink_to("nowhere")

    with pytest.raises(WrongUsage, match="exists already; nothing was written"):
        init(tmp_path, WORLD)


def test_where_one_file_cannot_be_made_none_is(tmp_path: Path) -> None:
    (tmp_path / "contoso").write_text("a file where a directory is to be")

    with pytest.raises(WrongUsage, match=r"contoso cannot be written: .*; no file was made"):
        init(tmp_path, WORLD)

    assert sorted(file.name for file in tmp_path.iterdir()) == ["contoso"]


def test_a_gitignore_that_is_no_file_is_left_alone(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / ".gitignore")

    written = init(tmp_path, WORLD)

    assert dict(written)[tmp_path / ".gitignore"] == "is there already, and stays as it is"


def test_a_gitignore_may_be_in_any_encoding(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_bytes("gr\xf6\xdfe\n".encode("latin-1"))

    init(tmp_path, WORLD)

    assert (tmp_path / ".gitignore").read_bytes().startswith(b"gr\xf6\xdfe\n# ")


def test_a_key_for_links_is_made_for_its_owner_alone_and_one_that_is_there_stays(tmp_path: Path) -> None:
    init(tmp_path, WORLD)
    key = tmp_path / ".reconciler/links.key"
    made = read_keys(key)
    for file in (*tmp_path.glob("*.yaml"), *tmp_path.glob("contoso/*"), *tmp_path.glob(".vscode/*.schema.json")):
        file.unlink()

    init(tmp_path, world(JUNE, lambda _purpose, count: bytes(count)))

    assert len(made) == 1
    assert read_keys(key) == made
    assert (key.stat().st_mode & 0o777, key.parent.stat().st_mode & 0o777) == (0o600, 0o700)


@pytest.mark.parametrize(("forge", "pipeline"), [(Forge.GITHUB, ".github/workflows"), (Forge.GITLAB, ".gitlab-ci.yml")])
def test_for_a_forge_everything_that_is_written_is_told_and_has_nothing_wrong_with_it(
    forge: Forge, pipeline: str, tmp_path: Path
) -> None:
    written = init(tmp_path, WORLD, forge, "trunk")

    told = {str(each.file.relative_to(tmp_path)) for each in written}
    there = {str(f.relative_to(tmp_path)) for f in tmp_path.rglob("*") if f.is_file()}
    assert there == told | {".reconciler/links.key"}
    assert any(name.startswith(pipeline) for name in told)
    assert all(each.purpose for each in written)
    assert os.access(tmp_path / "ci" / "state.sh", os.X_OK)
    assert not scan(tmp_path).findings


def test_the_branch_that_is_applied_is_the_one_that_was_named(tmp_path: Path) -> None:
    init(tmp_path, WORLD, Forge.GITHUB, "trunk")

    apply = (tmp_path / ".github" / "workflows" / "reconciler-apply.yml").read_text()
    assert 'push: {branches: ["trunk"]}' in apply
    requirements = (tmp_path / "ci" / "requirements.txt").read_text().splitlines()
    assert requirements[-2:] == ["--no-index", f"reconciler=={__version__}"]


def test_for_a_forge_too_nothing_that_exists_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "ci").mkdir()
    (tmp_path / "ci" / "state.sh").write_text("mine\n")

    with pytest.raises(WrongUsage, match=r"ci/state\.sh exists already; nothing was written"):
        init(tmp_path, WORLD, Forge.GITHUB)
    assert [f.name for f in tmp_path.rglob("*")] == ["ci", "state.sh"]


def test_the_settings_of_an_editor_are_json_and_name_schemas_that_are_there(tmp_path: Path) -> None:
    init(tmp_path, WORLD, Forge.GITHUB)

    named = json.loads((tmp_path / ".vscode" / "settings.json").read_text())["yaml.schemas"]
    assert all((tmp_path / schema).is_file() for schema in named)


@pytest.mark.parametrize("file", [".vscode/settings.json", ".pre-commit-config.yaml"])
def test_what_other_tools_have_too_stays_and_that_is_said(file: str, tmp_path: Path) -> None:
    (tmp_path / ".vscode").mkdir()
    (tmp_path / file).write_text("mine\n")

    written = init(tmp_path, WORLD, Forge.GITHUB)

    assert (tmp_path / file).read_text() == "mine\n"
    assert dict(written)[tmp_path / file] == "is there already, and stays as it is"


@pytest.mark.parametrize("forge", Forge)
def test_the_first_line_of_a_file_names_a_schema_that_is_there(forge: Forge, tmp_path: Path) -> None:
    init(tmp_path, WORLD, forge)

    for file in (tmp_path / "reconciler.yaml", tmp_path / "contoso" / "customer.yaml"):
        first = file.read_text().splitlines()[0]
        assert (file.parent / first.removeprefix("# yaml-language-server: $schema=")).is_file()
