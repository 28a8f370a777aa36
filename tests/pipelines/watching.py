"""A bare repository with Contoso in it, and ``watch`` as a process beside it, told by signals when to look."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from commands_run import CONTOSO, DAY, environment
from forge import git
from links import with_a_key

NOW = {"RECONCILER_NOW": f"{DAY}T09:00:00Z"}
HEAD = "version: 1\nname: tests\n"


@dataclass
class Team:
    """``clone`` is where people write; the state lies outside of every clone."""

    at: Path
    state: Path = field(init=False)

    def __post_init__(self) -> None:
        self.state = self.at / "state" / "hub.db"
        self.state.parent.mkdir()
        git(self.at, "init", "--quiet", "--bare", "--initial-branch=main", str(self.repository))
        git(self.at, "clone", "--quiet", str(self.repository), str(self.clone))
        with_a_key(self.at / "state")
        key = self.at / "state" / ".reconciler" / "links.key"
        self.commit({"reconciler.yaml": f"{HEAD}links: {{key_file: {key}}}\n", "contoso.yaml": CONTOSO})

    @property
    def repository(self) -> Path:
        return self.at / "people.git"

    @property
    def clone(self) -> Path:
        return self.at / "dev"

    def commit(self, files: dict[str, str]) -> str:
        for name, text in files.items():
            (self.clone / name).write_text(text, encoding="utf-8")
        git(self.clone, "add", "--all")
        git(self.clone, "commit", "--quiet", "-m", "Change")
        git(self.clone, "push", "--quiet", "--force", "origin", "HEAD:main")
        return git(self.clone, "rev-parse", "HEAD")


@dataclass
class Watching:
    """``said`` is everything so far."""

    process: "subprocess.Popen[str]"
    said: list[dict[str, Any]] = field(default_factory=list)

    def until(self, event: str) -> dict[str, Any]:
        """The next event of that name."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if line.startswith("note: a rehearsal") or not line.strip():
                continue
            self.said.append(json.loads(line))
            if self.said[-1]["event"] == event:
                return self.said[-1]
        raise AssertionError(f"it ended before {event}: {self.said}")

    def round(self) -> dict[str, Any]:
        """Wakes it; what the round came to."""
        self.process.send_signal(signal.SIGHUP)
        return self.until("round")

    def of(self, event: str) -> list[dict[str, Any]]:
        return [each for each in self.said if each["event"] == event]

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        self.until("ended")
        return self.process.wait(timeout=30)


def command(team: Team, source: Path, *options: str) -> list[str]:
    state = ["--state", str(team.state)]
    return [sys.executable, "-m", "reconciler", "watch", str(source), "--every", "600s", *state, *options]


@contextmanager
def watch(team: Team, source: Path, *options: str, within: Sequence[str] = ()) -> Iterator[Watching]:
    """After its first round. What it writes to stdout would be an error."""
    process = subprocess.Popen(
        [*within, *command(team, source, *options)],
        cwd=team.at,
        env=environment(**NOW),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        watching = Watching(process)
        watching.until("round")
        yield watching
    finally:
        process.kill()
        out, _ = process.communicate()
    assert out == ""
