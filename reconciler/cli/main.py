"""The outermost door of ``reconciler``: signals in, an exit code out, and never a traceback at a user."""

import gc
import os
import signal
import sys
from types import FrameType
from typing import NoReturn

COMPLETING = "_RECONCILER_COMPLETE"
"""A shell that wants to complete a command line asks by this variable."""


def main() -> NoReturn:
    """What the installed command and ``python -m reconciler`` call."""
    signal.signal(signal.SIGTERM, _as_interrupt)
    collect_seldom()
    code = run(sys.argv[1:])
    gc.freeze()  # leaving would look through everything once more: 30 ms after a plan
    sys.exit(code)


def collect_seldom() -> None:
    """Hundreds of thousands of small values, none of them garbage: looking through them every 700 took a sixth of
    the time of showing a plan."""
    gc.set_threshold(100_000, 20, 100)


def run(arguments: list[str]) -> int:
    """The exit code of one command line. Every error ends here, said in one or two lines."""
    try:
        # Imported inside the door: an interrupt while importing is an interrupt too.
        from reconciler.cli.terminal import mask_emails

        mask_emails(False)
        if COMPLETING in os.environ:
            from reconciler.cli.completing import answered  # start-up time

            return answered(COMPLETING)

        from reconciler.cli.root import root

        with root.make_context("reconciler", arguments) as context:
            code = root.invoke(context)
        return code if isinstance(code, int) else 0
    except BaseException as error:  # noqa: BLE001 - this is the outermost door
        from reconciler.cli.exits import exit_code_of

        return exit_code_of(error)


def _as_interrupt(_signal: int, _frame: FrameType | None) -> None:
    """SIGTERM unwinds as Ctrl-C does, so that locks and transactions are given back."""
    raise KeyboardInterrupt
