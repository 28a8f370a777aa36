"""What a child asks of the kernel, seen and spoilt by ``strace``: killed, refused, or only written down."""

import os
import re
import shutil
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest
from bench import Bench
from nursery import Command, Said
from recording import CALLS

KILL = "signal=KILL"
WRITING = ("write", "pwrite64", "fsync", "fdatasync", "ftruncate", "rename", "link", "unlink", "mkdir", "openat")
"""Every call by which a file, its name or its durability changes, and the opening of each."""
READING = ("read", "pread64", "newfstatat", "getdents64")
"""Every call by which it is found out what stands there."""
LOCKING = ("flock", "fcntl")
"""Every call by which others are kept out."""
SENDING = ("sendto", "connect")


class Point(NamedTuple):
    """The ``number``-th time that the command makes this call."""

    call: str
    number: int

    def __str__(self) -> str:
        return f"{self.call} {self.number}"


class Spoilt(NamedTuple):
    """``met``: the command came as far as the fault."""

    said: Said
    met: bool


def points(bench: Bench, command: Command, calls: Sequence[str] = WRITING) -> list[Point]:
    """Every place in a command where it makes one of these calls, in an order that is always the same."""
    log = bench.at.with_name("calls.log")
    _traced(bench, command, log, [f"trace={','.join(calls)}"])
    counted = Counter(re.findall(r"^(\w+)\(", log.read_text(errors="replace"), re.MULTILINE))
    return [Point(call, number) for call in calls for number in range(1, counted[call] + 1)]


def spoilt(bench: Bench, command: Command, point: Point, fault: str, *, for_ever: bool = False) -> Spoilt:
    log = bench.at.with_name("calls.log")
    when = f"{point.number}{'+' if for_ever else ''}"
    wanted = [f"trace={point.call}", f"inject={point.call}:{fault}:when={when}"]
    said = _traced(bench, command, log, wanted)
    return Spoilt(said, said.code == -9 if fault == KILL else b"(INJECTED)" in log.read_bytes())


def recorded(bench: Bench, command: Command) -> tuple[Said, str]:
    """What a command said, and its writes with every byte of them."""
    log = bench.at.with_name("calls.log")
    said = _traced(bench, command, log, [f"trace={CALLS}"], "-xx", "-y", "-s", "100000000")
    return said, log.read_text()


def _traced(bench: Bench, command: Command, log: Path, wanted: Sequence[str], *options: str) -> Said:
    nursery, pid = bench.nursery, bench.started(command)
    asked = [word for each in wanted for word in ("-e", each)]
    strace = ["strace", "-p", str(pid), "-o", str(log), *options, *asked]
    with subprocess.Popen(strace, stderr=subprocess.PIPE, text=True) as tracer:
        assert tracer.stderr is not None
        assert "attached" in (first := tracer.stderr.readline()), first
        nursery.go(pid)
        code = nursery.waited(pid)
        tracer.stderr.read()
    return nursery.said_by("traced", code)


@dataclass
class Holder:
    """``code`` is how it ended, once it was let go on."""

    code: int | None = None


@contextmanager
def stopped_at(bench: Bench, command: Command, point: Point) -> Iterator[Holder]:
    """Stopped from then on until the end of the block."""
    holder, log = Holder(), bench.at.with_name("stopped.log")
    log.unlink(missing_ok=True)
    pid = bench.started(command)
    inject = f"inject={point.call}:signal=STOP:when={point.number}"
    strace = ["strace", "-p", str(pid), "-o", str(log), "-e", f"trace={point.call}", "-e", inject]
    with subprocess.Popen(strace, stderr=subprocess.PIPE, text=True) as tracer:
        assert tracer.stderr is not None
        assert "attached" in tracer.stderr.readline()
        bench.nursery.go(pid)
        while tracer.poll() is None and b"stopped by SIGSTOP" not in log.read_bytes():
            pass
        yield holder
        os.kill(pid, signal.SIGCONT)
        holder.code = bench.nursery.waited(pid)
        tracer.stderr.read()


def need_strace(bench: Bench) -> None:
    """Skips where there is no strace, or it may not look at a process."""
    if shutil.which("strace") is None:
        pytest.skip("no strace here")
    nursery, pid = bench.nursery, bench.started(["version"])
    tried = subprocess.Popen(["strace", "-p", str(pid), "-o", "/dev/null"], stderr=subprocess.PIPE, text=True)
    with tried:
        assert tried.stderr is not None
        attached = "attached" in tried.stderr.readline()
        nursery.go(pid)
        nursery.waited(pid)
    if not attached:
        pytest.skip("strace may not look at a process here")
