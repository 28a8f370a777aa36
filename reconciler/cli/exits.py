"""What an error means to the shell, and how it is said: what happened, and what to type."""

import os
import sys

import click

from reconciler.cli.terminal import stderr_look, talk
from reconciler.errors import ExitCode, ReconcilerError


def exit_code_of(error: BaseException) -> int:
    """Says the error on stderr and gives its exit code. Nothing that it does may raise."""
    match error:
        case KeyboardInterrupt() | EOFError():  # before click is named, which may be what it came in the middle of
            return _interrupted()
        case click.exceptions.Exit():
            return error.exit_code
        case click.ClickException():
            return _wrong_usage(error)
        case ReconcilerError():
            return _stopped(error)
        case click.Abort():
            return _interrupted()
        case SystemExit():
            return error.code if isinstance(error.code, int) else ExitCode.FAILED
        case OSError():
            return _refused_by_the_system(error)
        case MemoryError():
            say("there is not enough memory", "plan fewer customers at once with --target CUSTOMER")
            return ExitCode.FAILED
        case _:
            return _bug(error)


def _interrupted() -> int:
    say("interrupted", "the state is consistent; run the same command again")
    return ExitCode.INTERRUPTED


def _stopped(error: ReconcilerError) -> int:
    findings = getattr(error, "findings", ())
    if findings:
        from reconciler.reporting.findings_text import findings_text  # start-up time: few errors have any

        talk("".join(findings_text(findings, stderr_look())))
    say(error.what, error.remedy)
    return error.exit_code


def _wrong_usage(error: click.ClickException) -> int:
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context is not None else "reconciler"
    message = _sentence(error.format_message())
    say(message[:1].lower() + message[1:], f"{command} --help")
    return ExitCode.WRONG_USAGE


def _sentence(message: str) -> str:
    """click lists choices a line each; here everything is one line."""
    flat = " ".join(message.split()).removesuffix(".").replace(". (Did", " (did")
    return flat.replace(". Choose from: ", ": choose from ").replace(" ,", ",")


def _refused_by_the_system(error: OSError) -> int:
    where = f" ({error.filename})" if error.filename else ""
    say(f"the system refused: {error.strerror or error}{where}", "look at that place, then run the same command again")
    _trace(error)
    return ExitCode.FAILED


def _bug(error: BaseException) -> int:
    """The exception's own text may hold an address, so only its type and place are said."""
    import traceback  # start-up time: nearly nobody sees this

    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else ""
    say(
        f"This is a bug in reconciler. ({type(error).__name__}{where})",
        "please report this line, the command, and what `reconciler version` prints; RECONCILER_DEBUG=1 shows more",
    )
    _trace(error)
    return ExitCode.FAILED


def say(what: str, remedy: str) -> None:
    """An error, as every error is said."""
    look = stderr_look()
    talk(f"error: {look.safe(what)}\n")
    for number, line in enumerate(remedy.split("\n") if remedy else ()):
        talk(f"{'help:  ' if number == 0 else '       '}{look.safe(line)}\n")


def _trace(error: BaseException) -> None:
    if os.environ.get("RECONCILER_DEBUG"):
        import traceback  # start-up time: few are looking for a bug

        traceback.print_exception(error, file=sys.stderr)
