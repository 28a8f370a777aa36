"""One command: its global options, its formats, and what is done before it runs."""

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from reconciler.cli.options import Globals, global_options, globals_of, words_for
from reconciler.cli.session import Session
from reconciler.cli.terminal import talk
from reconciler.errors import ExitCode, InputInvalid, ReconcilerError, WrongUsage
from reconciler.reporting.from_elsewhere import from_elsewhere

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

EXITS = {
    ExitCode.DONE: "done",
    ExitCode.FAILED: "a bug, or the system refused",
    ExitCode.CHANGES: "changes present",
    ExitCode.INVALID: "input or state invalid",
    ExitCode.STOPPED: "stopped by a rule or guard",
    ExitCode.STALE: "stale or locked",
    ExitCode.PARTLY: "partly done",
    ExitCode.UNSOUND: "does not verify",
    ExitCode.WRONG_USAGE: "wrong usage",
    ExitCode.INTERRUPTED: "interrupted",
}
OF_EVERY_COMMAND = (ExitCode.FAILED, ExitCode.WRONG_USAGE, ExitCode.INTERRUPTED)
READS_THE_STATE = (ExitCode.DONE, ExitCode.INVALID, ExitCode.STALE, ExitCode.UNSOUND)
"""The state may be absent or another one, in use, or damaged."""


class Verb(click.Command):
    """``formats``: what ``--format`` may be here, the first being the default; none where there is no data.
    ``exits``: how it may end, besides ``OF_EVERY_COMMAND``."""

    def __init__(self, *args: Any, exits: Sequence[int] = (), formats: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.exits = tuple(map(ExitCode, exits))
        self.formats = tuple(formats)
        self.params.extend(global_options(before_the_command=False, formats=self.formats))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """A shell offers the global options too, though the help of a command does not repeat them."""
        unlisted = [p for p in self.params if isinstance(p, click.Option) and p.hidden]
        names = (name for option in unlisted for name in option.opts)
        more = words_for(lambda: names)(ctx, self.params[0], incomplete) if incomplete.startswith("-") else []
        return [*super().shell_complete(ctx, incomplete), *more]

    def invoke(self, ctx: click.Context) -> Any:
        known = globals_of(ctx)
        known.format = self._format(known.format, "format" in known.by_variable)
        if known.directory is None:
            return self._run(ctx, known)
        _go_to(known.directory)
        try:
            return self._run(ctx, known)
        except ReconcilerError as fault:
            fault.remedy = from_elsewhere(fault.remedy, ("-C", known.directory))
            raise

    def _run(self, ctx: click.Context, known: Globals) -> Any:
        _refuse_empty(ctx, known)
        if ExitCode.INVALID in self.exits:
            _somewhere()
        _say_what_is_fixed()
        _spare(ctx, known)
        return super().invoke(ctx)

    def _format(self, wanted: str | None, from_environment: bool) -> str | None:
        """A format in the environment is meant for the commands that have it."""
        if wanted is None or wanted in self.formats:
            return wanted or next(iter(self.formats), None)
        if from_environment:
            return next(iter(self.formats), None)
        has = f"has --format {', '.join(self.formats)}" if self.formats else "has no --format"
        raise WrongUsage(f"`{self.name}` {has}, not {wanted}", f"reconciler {self.name} --help")


def verb(
    name: str, *, example: str, exits: Sequence[int], formats: Sequence[str] = ("text", "json")
) -> Callable[[Callable[..., int]], Verb]:
    """Makes a command of a function that returns an exit code; ``example`` and ``exits`` end its help."""
    examples = "\n".join(f"  {line}" for line in example.split("\n"))
    codes = said(exits)
    shown = f"Formats: {', '.join(formats)}. " if formats else ""
    epilog = f"\b\nExample:\n{examples}\n\n{shown}Exit codes: {codes}. Global options: reconciler --help"

    def decorate(function: Callable[..., int]) -> Verb:
        made = click.command(name, cls=Verb, exits=exits, formats=formats, epilog=epilog)(function)
        assert isinstance(made, Verb)
        return made

    return decorate


def said(exits: Sequence[int]) -> str:
    """``0 done, 3 input or state invalid``"""
    return ", ".join(f"{code} {EXITS[ExitCode(code)]}" for code in exits)


_MAY_BE_EMPTY = ("TEXT", "ADDRESS,...")
"""What each command looks at itself, and a list in which there may be nobody."""


def _refuse_empty(ctx: click.Context, known: Globals) -> None:
    """Most often a variable of a shell that nobody has set; nothing else is taken for what was meant. Of a text that
    people are to read, each command says itself that it must not be empty."""
    values = {name: getattr(known, name) for name in ("state", "lineage", "output")}
    empty = [f"--{name}" for name, value in values.items() if value == ""]
    for param in ctx.command.params:
        value = ctx.params.get(param.name or "")
        if "" in (value if isinstance(value, tuple) else (value,)) and param.metavar not in _MAY_BE_EMPTY:
            empty.append(_called(param))
    if empty:
        whole = ctx.command_path
        raise WrongUsage(f"{empty[0]} is empty", f"write what is meant, or leave it out: {whole} --help")


def _called(param: click.Parameter) -> str:
    """``PLANFILE or PATH`` where the help says ``[PLANFILE or PATH]``."""
    if not isinstance(param, click.Argument):
        return param.opts[-1]
    name = param.human_readable_name
    return name[1:-1] if (name[0], name[-1]) == ("[", "]") else name


def _go_to(directory: str) -> None:
    try:
        os.chdir(directory)
    except OSError as fault:
        raise WrongUsage(f"-C {directory}: {fault.strerror}", "name a directory that exists") from fault


def _somewhere() -> None:
    """Whoever deletes a directory in one terminal may still stand in it in another."""
    try:
        os.getcwd()
    except OSError as fault:
        raise InputInvalid(
            f"the directory that this runs in is gone ({fault.strerror})",
            "go to a directory that exists, or name it: reconciler -C DIR",
        ) from fault


def _spare(ctx: click.Context, known: Globals) -> None:
    """Before anything is done: where its data is to go must not be what it reads, or what nobody wants to lose."""
    if known.output == "-":
        known.output = None
    if known.output is not None:
        Session.of(ctx).spare("--output", known.output, [v for v in ctx.params.values() if isinstance(v, str)])


def _say_what_is_fixed() -> None:
    """Tests and rehearsals fix the clock and chance; nobody should take such a run for a real one."""
    moment, seed = os.environ.get("RECONCILER_NOW"), os.environ.get("RECONCILER_SEED")
    fixed = {
        **({"RECONCILER_NOW": f"the time is {moment}"} if moment else {}),
        **({"RECONCILER_SEED": "chance is seeded"} if seed else {}),
    }
    if fixed:
        talk(f"note: a rehearsal: {' and '.join(fixed.values())} ({', '.join(fixed)})\n")
