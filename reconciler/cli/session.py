"""What a command is given: the world, the choice of state, the looks of the streams, and where its data goes."""

import os
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from reconciler.cli.options import Globals, globals_of
from reconciler.cli.output import write
from reconciler.cli.terminal import Progress, is_watched, look_of, masked, masking_learns, talk
from reconciler.errors import WrongUsage
from reconciler.reporting.look import Look

if TYPE_CHECKING:
    from reconciler.workflows.state import StateChoice
    from reconciler.workflows.world import World


class Session(NamedTuple):
    """One run of one command. ``shown`` is how its data looks, ``look`` how its talk looks."""

    globals: Globals
    progress: Progress

    @classmethod
    def of(cls, context: click.Context) -> "Session":
        known = globals_of(context)
        session = cls(known, Progress(is_watched() and not known.quiet))
        if known.mask_emails:
            from reconciler.cli.own_words import own_words  # start-up time: few mask anything

            masking_learns(lambda: session._personal_texts(str(context.params.get("path") or ".")), own_words())
        return session

    def _personal_texts(self, path: str) -> Iterable[str]:
        from reconciler.workflows.personal_texts import personal_texts  # start-up time: few mask anything

        return personal_texts(self.state(), Path(path), os.environ)

    @property
    def shown(self) -> Look:
        if self.globals.output is not None:
            return Look()
        return look_of(sys.stdout, os.environ, self.globals.color)

    @property
    def look(self) -> Look:
        return look_of(sys.stderr, os.environ, self.globals.color)

    @property
    def unfolded_by(self) -> str:
        """What lists every finding where many of a kind are folded into one; empty where nothing is to be folded."""
        return "" if self.globals.verbose else "-v"

    def put(self, text: Iterable[str]) -> bool:
        """Data: to stdout or the file of ``--output``. Whether somebody still reads."""
        self.progress.clear()
        return write(masked(text), self.globals.output)

    def talk(self, text: Iterable[str]) -> None:
        """The same as talk, where stdout is for something else."""
        self.progress.clear()
        for piece in masked(text) if not self.globals.quiet else ():
            talk(piece)

    def say(self, text: str) -> None:
        """Talk: to stderr, unless it is to be quiet."""
        self.progress.clear()
        if not self.globals.quiet:
            talk(text)

    def world(self) -> "World":
        from reconciler.workflows.world import of_environment  # start-up time: not every command needs one

        return of_environment(os.environ, self.progress)

    def state(self) -> "StateChoice":
        from reconciler.workflows.state import NamedBy, StateChoice  # start-up time: not every command needs one

        known = self.globals
        by = NamedBy.VARIABLE if "lineage" in known.by_variable else NamedBy.OPTION
        return StateChoice(known.state, known.lineage, known.adopt, known.lock_timeout, by)

    def spare(self, option: str, file: str, inputs: Iterable[str]) -> None:
        """Refuses to write over a state, a file of the configuration, or one of ``inputs``."""
        from reconciler.workflows.spared import refuse_over  # start-up time: few write to a file

        refuse_over(option, file, self.state(), inputs)


def day(text: str | None, option: str = "--date") -> date | None:
    """A day as it is written on the command line; ``option`` is empty for an argument."""
    from reconciler.kinds.days import day_of  # start-up time: few are given one
    from reconciler.loading.days import is_day

    if not is_day(text):
        said = f"{option} " if option else ""
        raise WrongUsage(f"{said}{text} is no date", f"write it as in {said}2026-06-01")
    return day_of(text)
