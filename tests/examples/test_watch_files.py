"""The files that run ``watch`` as a service: systemd takes the unit, and every option in them is one that it has."""

import configparser
import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from console import ROOT

from reconciler.cli.root import root
from reconciler.cli.verb import Verb

FILES = ROOT / "examples" / "watch"
UNIT = (FILES / "reconciler-watch.service").read_text(encoding="utf-8")
CONTAINER = (FILES / "Containerfile").read_text(encoding="utf-8")


def unit() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(UNIT)
    return parser


def parsed(words: list[str]) -> dict[str, object]:
    """What ``watch`` makes of a command line; wrong usage is an error."""
    name, *arguments = words
    command = root.get_command(root.make_context("reconciler", [], resilient_parsing=True), name)
    assert isinstance(command, Verb)
    return command.make_context(name, arguments).params


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    here = tmp_path / "reconciler-watch.service"
    here.write_text(UNIT.replace("/opt/reconciler/bin/reconciler", sys.executable), encoding="utf-8")

    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(here)], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_the_unit_runs_what_there_is_and_may_write_in_one_place() -> None:
    service = unit()["Service"]

    program, *words = shlex.split(service["ExecStart"])
    assert program == "/opt/reconciler/bin/reconciler"
    assert parsed(words)["workdir"] == f"/var/lib/{service['StateDirectory']}"
    assert (service["ProtectSystem"], service["DynamicUser"]) == ("strict", "yes")
    assert "ReadWritePaths" not in service


def test_the_container_runs_what_there_is_and_not_as_root() -> None:
    (entry,) = re.findall(r"^ENTRYPOINT (.*)$", CONTAINER, re.MULTILINE)
    program, *words = json.loads(entry)
    given = parsed([*words, "https://git.contoso.example/people.git"])

    (folder,) = re.findall(r"^VOLUME (.*)$", CONTAINER, re.MULTILINE)
    (user,) = re.findall(r"^USER (.*)$", CONTAINER, re.MULTILINE)
    assert (program, given["workdir"], given["listen"]) == ("reconciler", folder, "0.0.0.0:9464")
    assert int(user) > 0


def test_the_container_installs_what_somebody_names_and_no_package_that_only_has_the_name() -> None:
    assert re.findall(r"^ARG RECONCILER(.*)$", CONTAINER, re.MULTILINE) == [""]
    assert 'pip install --no-cache-dir "${RECONCILER:?' in CONTAINER
