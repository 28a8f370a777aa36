"""Every story under ``examples`` is typed in as its README tells it, and gives the plans that stand beside it.

A link to ``expected/NAME.txt`` in a README promises what the command above it prints, one to ``expected/NAME.json``
what the same command prints with ``--format json``. ``--update-golden`` writes both, for a reviewer to read.
"""

import re
import shutil
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from console import ROOT, Ended, has_in_order, install, type_in, typed

from reconciler.cli.root import root
from reconciler.workflows.fmt import Doing, fmt
from reconciler.workflows.world import of_environment

EXAMPLES = ROOT / "examples"
STORIES = sorted(page.parent.name for page in EXAMPLES.glob("*/README.md"))
CONFIGURATIONS = sorted(file.parent.relative_to(EXAMPLES) for file in EXAMPLES.rglob("reconciler.yaml"))
LINK = re.compile(r"\]\((expected/[\w.-]+)\)")
EXIT_CODE = re.compile(r"exit code \d\n\Z")
"""Said by the shell after a plan that is stopped, and no part of the plan."""
TABLE = re.compile(r"^\| \d+ \| \[[^\]]+\]\(([\w-]+)/\)", re.MULTILINE)


@dataclass
class Step:
    """One command of a story. ``promised`` is the file under ``expected`` that its output is."""

    command: str
    shown: list[str]
    promised: list[str]


def story(page: str) -> list[Step]:
    """The commands of a README in order; the JSON of a plan is asked for right after the plan."""
    steps: list[Step] = []
    for piece in re.split(r"(?<=^```\n)", page, flags=re.MULTILINE):
        for link in LINK.findall(piece.partition("```console")[0]):
            if link.endswith(".json"):
                plan, *told = steps[-1].command.split(";")
                steps.append(Step(";".join([f"{plan} --format json", *told]), [], [link]))
            else:
                steps[-1].promised.append(link)
        steps += [Step(each.command, each.shown, []) for each in typed(piece)]
    return steps


def play(steps: list[Step], name: str, at: Path) -> list[Ended]:
    """Plays the story in a copy of the examples; what is said on stderr is shown where lines are, and not in plans."""
    shutil.copytree(EXAMPLES, at / "examples")
    install(at / "bin")
    first = f'export PATH="{at}/bin:$PATH" TMPDIR="{at}"'
    _, *ended, verified = type_in(
        [first, *(step.command for step in steps), "reconciler verify"],
        at / "examples" / name,
        talk=f"2>{at}/said.txt",
    )
    assert verified.code == 0, verified.output
    return ended


@pytest.mark.parametrize("name", STORIES)
def test_a_story_goes_as_its_readme_tells_it(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    steps = story((EXAMPLES / name / "README.md").read_text(encoding="utf-8"))

    ended = play(steps, name, tmp_path)

    said = (tmp_path / "said.txt").read_text(encoding="utf-8")
    for step, each in zip(steps, ended, strict=True):
        assert each.code == 0, f"$ {step.command}\n{each.output}\n{said}"
        assert has_in_order(each.output, step.shown), f"$ {step.command}\n{each.output}"
        for promised in step.promised:
            file, printed = EXAMPLES / name / promised, EXIT_CODE.sub("", each.output)
            if request.config.getoption("--update-golden"):
                file.parent.mkdir(exist_ok=True)
                file.write_text(printed, encoding="utf-8")
            assert file.is_file(), f"{file} is missing; look at the output and run pytest --update-golden"
            assert printed == file.read_text(encoding="utf-8"), f"$ {step.command}"


@pytest.mark.parametrize("name", STORIES)
def test_every_plan_beside_a_story_is_told_as_text_and_as_json(name: str) -> None:
    told = LINK.findall((EXAMPLES / name / "README.md").read_text(encoding="utf-8"))

    assert sorted(told) == sorted(f"expected/{file.name}" for file in (EXAMPLES / name / "expected").iterdir())
    assert all(text.endswith(".txt") and json == f"{text[:-4]}.json" for text, json in list(pairwise(told))[::2])


@pytest.mark.parametrize("configuration", CONFIGURATIONS, ids=str)
def test_every_configuration_of_a_story_is_valid(configuration: Path) -> None:
    done = CliRunner().invoke(root, ["validate", str(EXAMPLES / configuration)], standalone_mode=False)

    assert done.return_value == 0, done.output


def test_every_story_stands_in_the_table() -> None:
    assert sorted(TABLE.findall((EXAMPLES / "README.md").read_text(encoding="utf-8"))) == STORIES


@pytest.mark.parametrize("configuration", CONFIGURATIONS, ids=str)
def test_a_configuration_is_laid_out_as_fmt_would(configuration: Path) -> None:
    tidied = fmt(EXAMPLES / configuration, Doing.CHECK, of_environment({}))

    assert (tidied.untidy, tidied.left) == ((), 0)
