"""Commands that start within a millisecond: orders to ``nursery_child``, and what came of them."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from commands_run import DAY, environment

Command = Sequence[str]
NOW = f"{DAY}T09:00:00Z"
_CHILD = str(Path(__file__).with_name("nursery_child.py"))


class Said(NamedTuple):
    code: int
    out: str
    err: str


class Nursery:
    """``scratch`` is where the children's streams go, which nobody looks at twice."""

    def __init__(self, server: "subprocess.Popen[str]", scratch: Path) -> None:
        self._server, self._scratch = server, scratch
        self._limits: Mapping[str, int] = {}

    def limit(self, **limits: int) -> None:
        """What each child may take from now on: ``cpu_seconds``, ``memory`` and ``file_size``, both in bytes."""
        self._limits = limits

    def warm(self, at: Path, commands: Sequence[Command]) -> list[Said]:
        codes = self._asked(do="warm", at=str(at), said=self._place("warm"), commands=commands)
        return self._said("warm", codes)

    def ran(self, at: Path, *commands: Command, **variables: str) -> list[Said]:
        """One after the other, in one process."""
        pid = self.started(at, *commands, **variables)
        self.go(pid)
        code = self.waited(pid)
        if len(commands) == 1:
            return self._said("run", [code])
        assert code == 0, self._said("run", [code])
        return self._said("run", json.loads(Path(self._place("run") + "-codes").read_text()))

    def started(self, at: Path, *commands: Command, said: str = "run", **variables: str) -> int:
        """The pid of a child that waits to be told to go."""
        order = {"at": str(at), "commands": commands, "said": self._place(said), "variables": variables}
        return int(self._asked(do="start", limits=self._limits, **order))

    def go(self, pid: int) -> None:
        self._asked(do="go", pid=pid)

    def waited(self, pid: int) -> int:
        return int(self._asked(do="wait", pid=pid))

    def said_by(self, said: str, code: int) -> Said:
        """What a single command said under that name."""
        return self._said(said, [code])[0]

    def _place(self, said: str) -> str:
        return str(self._scratch / said)

    def _said(self, said: str, codes: Sequence[int]) -> list[Said]:
        place = self._place(said)
        out, err = (
            [Path(f"{place}-{n}.{end}").read_text(errors="replace") for n in range(len(codes))]
            for end in ("out", "err")
        )
        return [Said(*each) for each in zip(codes, out, err, strict=True)]

    def _asked(self, **order: Any) -> Any:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(order) + "\n")
        self._server.stdin.flush()
        return json.loads(self._server.stdout.readline())


@contextmanager
def nursery(scratch: Path, variables: Mapping[str, str]) -> Iterator[Nursery]:
    command = [sys.executable, _CHILD]
    known = environment(RECONCILER_SEED="7", PYTHONHASHSEED="0", **variables)
    with subprocess.Popen(command, env=known, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        yield Nursery(server, scratch)
        assert server.stdin is not None
        server.stdin.close()
    shutil.rmtree(scratch, ignore_errors=True)
