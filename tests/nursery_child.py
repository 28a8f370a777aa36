"""A warm Python that gives birth to commands: ``python nursery_child.py``, one order a line on stdin, one answer each.

Starting an interpreter takes thirty times as long as the small command that is to be killed in it. A child is forked
from one that has everything imported, and is in all else the command: its own process, streams and exit code.
"""

import contextlib
import ctypes
import gc
import json
import os
import resource
import sys
from pathlib import Path
from typing import Any, NoReturn

from reconciler.cli.main import main

PR_SET_PTRACER, ANYBODY = 0x59616D61, ctypes.c_ulong(-1)


def serve() -> None:
    gates: dict[int, int] = {}
    for line in sys.stdin:
        order = json.loads(line)
        match order["do"]:
            case "warm":
                answer: Any = warmed(order)
            case "start":
                answer = born(order, gates)
            case "go":
                os.write(gates[order["pid"]], b".")
                answer = None
            case "wait":
                os.close(gates.pop(order["pid"]))
                answer = os.waitstatus_to_exitcode(os.waitpid(order["pid"], 0)[1])
        print(json.dumps(answer), flush=True)


def warmed(order: dict[str, Any]) -> list[int]:
    """Runs commands in this very process, for what they import."""
    os.chdir(order["at"])
    kept = [os.dup(stream) for stream in (1, 2)]
    codes = [spoken(command, f"{order['said']}-{n}") for n, command in enumerate(order["commands"])]
    for stream, copy in enumerate(kept, 1):
        os.dup2(copy, stream)
        os.close(copy)
    gc.collect()
    gc.freeze()
    return codes


def born(order: dict[str, Any], gates: dict[int, int]) -> int:
    """A child that stands at its gate, before the first command."""
    gate, opens = os.pipe()
    stands, says = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(opens)
        os.close(stands)
        lived(order, gate, says)
    os.close(gate)
    os.close(says)
    os.read(stands, 1)
    os.close(stands)
    gates[pid] = opens
    return pid


def lived(order: dict[str, Any], gate: int, says: int) -> NoReturn:
    """Ends as its only command does; of several, each has its code in a file."""
    ctypes.CDLL(None).prctl(PR_SET_PTRACER, ANYBODY, 0, 0, 0)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.chdir(order["at"])
    os.environ.update(order["variables"])
    limited(**order["limits"])
    commands = order["commands"]
    streamed(f"{order['said']}-0")
    os.close(says)
    os.readv(gate, [bytearray(1)])  # no call that a command makes: those are counted
    if len(commands) == 1:
        os._exit(ended(commands[0]))
    codes = [ended(commands[0]), *(spoken(c, f"{order['said']}-{n}") for n, c in enumerate(commands[1:], 1))]
    Path(f"{order['said']}-codes").write_text(json.dumps(codes))
    os._exit(0)


def limited(cpu_seconds: int = 0, memory: int = 0, file_size: int = 0) -> None:
    """As the kernel enforces them: past the seconds it ends by a signal, past the memory it gets no more, and what is
    written past the size of a file is cut short there."""
    kinds = {resource.RLIMIT_CPU: cpu_seconds, resource.RLIMIT_AS: memory, resource.RLIMIT_FSIZE: file_size}
    for limit, most in kinds.items():
        if most:
            resource.setrlimit(limit, (most, most))


def spoken(command: list[str], said: str) -> int:
    streamed(said)
    return ended(command)


def streamed(said: str) -> None:
    for stream, ending in ((1, "out"), (2, "err")):
        file = os.open(f"{said}.{ending}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
        os.dup2(file, stream)
        os.close(file)


def ended(command: list[str]) -> int:
    """As the interpreter would end."""
    sys.argv = ["reconciler", *command]
    code: Any = 0
    try:
        main()
    except SystemExit as end:
        code = end.code
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):
            stream.flush()
    return int(code or 0)


if __name__ == "__main__":
    serve()
