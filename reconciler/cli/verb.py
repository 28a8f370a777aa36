"""One command: its global options, its formats, and what is done before it runs."""

import os
from collections.abc import Callable, Sequence
from typing import Any

import click

from reconciler.cli.options import global_options, globals_of
from reconciler.cli.terminal import talk
from reconciler.errors import WrongUsage

EXITS = {
    0: "done",
    1: "a bug, or the system refused",
    2: "changes present",
    3: "input invalid",
    4: "stopped by a guard",
    5: "stale or locked",
    6: "partly done",
    7: "does not verify",
    64: "wrong usage",
}


class Verb(click.Command):
    """``formats``: what ``--format`` may be here, the first being the default; none where there is no data."""

    def __init__(self, *args: Any, formats: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.formats = tuple(formats)
        self.params.extend(global_options(before_the_command=False))

    def invoke(self, ctx: click.Context) -> Any:
        known = globals_of(ctx)
        known.format = self._format(known.format, known.format_from_environment)
        if known.directory is not None:
            _go_to(known.directory)
        _say_what_is_fixed()
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
    codes = ", ".join(f"{code} {EXITS[code]}" for code in exits)
    shown = f"Formats: {', '.join(formats)}. " if formats else ""
    epilog = f"\b\nExample:\n{examples}\n\n{shown}Exit codes: {codes}. Global options: reconciler --help"

    def decorate(function: Callable[..., int]) -> Verb:
        made = click.command(name, cls=Verb, formats=formats, epilog=epilog)(function)
        assert isinstance(made, Verb)
        return made

    return decorate


def _go_to(directory: str) -> None:
    try:
        os.chdir(directory)
    except OSError as fault:
        raise WrongUsage(f"-C {directory}: {fault.strerror}", "name a directory that exists") from fault


def _say_what_is_fixed() -> None:
    """Tests and rehearsals fix the clock and chance; nobody should take such a run for a real one."""
    moment, seed = os.environ.get("RECONCILER_NOW"), os.environ.get("RECONCILER_SEED")
    fixed = [f"the time is {moment}" if moment else "", "chance is seeded" if seed else ""]
    if any(fixed):
        talk(f"note: a rehearsal: {' and '.join(word for word in fixed if word)} (RECONCILER_NOW, RECONCILER_SEED)\n")
