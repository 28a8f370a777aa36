"""The command line in this very process, where there are many to run: streams, exit code, and nothing left behind."""

import gc
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

from reconciler.cli.main import run as command_line


class Ran(NamedTuple):
    code: int
    out: str
    err: str


def run(there: Path, *arguments: str) -> Ran:
    before = Path.cwd()
    os.chdir(there)
    data = io.BytesIO()
    out = io.TextIOWrapper(data, encoding="utf-8")
    try:
        with redirect_stdout(out), redirect_stderr(io.StringIO()) as err, _unraisable_in(err):
            code = command_line([*arguments])
            out.flush()
            gc.collect()
    finally:
        os.chdir(before)
    return Ran(int(code), data.getvalue().decode(), err.getvalue())


@contextmanager
def _unraisable_in(err: io.StringIO) -> Iterator[None]:
    """What Python would say of a generator that fails while it is thrown away."""

    def said(about: Any) -> None:
        err.write(f"Exception ignored: {about.exc_value!r}\n")

    before, sys.unraisablehook = sys.unraisablehook, said
    try:
        yield
    finally:
        sys.unraisablehook = before
