"""The hooks that others take from this repository run commands that are there, and change nothing that is in order."""

import shlex
import shutil
from pathlib import Path

import pytest
import yaml
from commands_run import reconciler
from console import ROOT

from reconciler.workflows.init import Forge, init
from reconciler.workflows.world import of_environment

OFFERED = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("hook", OFFERED, ids=lambda hook: hook["id"])
def test_a_hook_passes_where_everything_is_in_order(hook: dict[str, str], tmp_path: Path) -> None:
    at = shutil.copytree(ROOT / "examples" / "contoso", tmp_path / "contoso")
    command, *arguments = shlex.split(hook["entry"])

    assert command == "reconciler"
    assert reconciler(*arguments, at=at).code == 0


def test_a_configuration_that_init_wrote_uses_the_same_hooks(tmp_path: Path) -> None:
    init(tmp_path, of_environment({}), Forge.GITHUB)

    written = yaml.safe_load((tmp_path / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    used = {hook["id"]: hook["entry"] for repository in written["repos"] for hook in repository["hooks"]}
    assert used == {hook["id"]: hook["entry"] for hook in OFFERED}
    for entry in used.values():
        assert reconciler(*shlex.split(entry)[1:], at=tmp_path).code == 0
