"""One process and what it cost, as the kernel counts it: CPU seconds (user and system) and peak memory."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

MEGABYTE = 1_000_000
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024

CALIBRATION = "\n".join(
    (
        "counts = {}",
        "for number in range(3_000_000):",
        "    counts[number & 1023] = counts.get(number & 1023, 0) + number",
    )
)
"""A fixed amount of work for this Python: a ratio to it carries over to other machines better than seconds do."""


@dataclass(frozen=True)
class Cost:
    code: int
    cpu: float
    megabytes: float
    said: str
    """Stdout and stderr, with single spaces for all white space."""


def measured(command: Sequence[str], variables: Mapping[str, str], at: Path) -> Cost:
    with TemporaryFile() as out:
        process = subprocess.Popen(
            command, cwd=at, env=dict(variables), stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0, os.SEEK_END)
        out.seek(max(0, out.tell() - 20_000))
        said = " ".join(out.read().decode("utf-8", "replace").split())
    cpu = usage.ru_utime + usage.ru_stime
    return Cost(process.returncode, cpu, usage.ru_maxrss * _RSS_UNIT / MEGABYTE, said)


def calibration(at: Path) -> float:
    """CPU seconds of the calibration loop, the best of three."""
    loop = [sys.executable, "-S", "-c", CALIBRATION]
    return min(measured(loop, os.environ, at).cpu for _ in range(3))
