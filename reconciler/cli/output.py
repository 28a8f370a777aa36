"""Where data goes: stdout, or a file that is there as a whole or not at all."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from reconciler.errors import ReconcilerError

_PIECE = 1 << 16


def write(text: Iterable[str], file: str | None) -> bool:
    """Writes UTF-8 as it comes. Somebody who stops reading (``| head``) is no error, and makes it false; a full disk is
    one."""
    if file is not None:
        _to_file(text, Path(file))
        return True
    return _to_stdout(text)


def _to_stdout(text: Iterable[str]) -> bool:
    if sys.stdout is None:
        raise ReconcilerError("stdout is closed, so nothing could be shown", "write to a file: --output FILE")
    try:
        for piece in _pieces(text):
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _nobody_reads()
        return False
    except OSError as fault:
        _nobody_reads()
        raise ReconcilerError(f"the output could not be written: {fault.strerror}", "") from fault
    return True


def _nobody_reads() -> None:
    """What is still buffered must not fail once more when the interpreter ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _to_file(text: Iterable[str], file: Path) -> None:
    """The whole file or none of it."""
    from reconciler.workflows.durable import replaced  # start-up time: few write to a file

    with replaced(file) as stream:
        stream.writelines(_pieces(text))


def _pieces(text: Iterable[str]) -> Iterable[bytes]:
    """The text in pieces of a sensible size; renderers give it word by word."""
    waiting: list[str] = []
    size = 0
    for chunk in text:
        waiting.append(chunk)
        size += len(chunk)
        if size >= _PIECE:
            yield "".join(waiting).encode()
            waiting, size = [], 0
    yield "".join(waiting).encode()
