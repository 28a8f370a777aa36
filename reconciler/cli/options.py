"""Options: each with a variable in the environment, the global ones before or after the command.

What is written after the command beats what is written before it, that beats the environment.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from reconciler.cli.terminal import mask_emails

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Decorated = TypeVar("Decorated", bound=Callable[..., Any] | click.Command)

FORMATS = (
    "text", "concise", "json", "ndjson", "csv", "github", "gitlab", "sarif", "junit", "markdown", "html",
    "gitlab-terraform",
)  # fmt: skip
"""Of any command; each says which it has."""


@dataclass(slots=True)
class Globals:
    """What holds for every command. ``format`` None means: as the command likes it best."""

    directory: str | None = None
    state: str | None = None
    lineage: str | None = None
    adopt: bool = False
    lock_timeout: float = 30.0
    format: str | None = None
    output: str | None = None
    quiet: bool = False
    verbose: bool = False
    color: str = "auto"
    no_input: bool = False
    mask_emails: bool = False
    by_variable: set[str] = field(default_factory=set)
    """Which of these the environment says, and no option."""


def option(*names: str, **settings: Any) -> Callable[[Decorated], Decorated]:
    """click's option, with the variable ``RECONCILER_<LONGEST NAME>``; a shell completes it by its metavar."""
    longest = max(names, key=len).lstrip("-").replace("-", "_").upper()
    settings = {"shell_complete": paths_for(settings.get("metavar")), **settings}
    return click.option(*names, envvar=f"RECONCILER_{longest}", show_envvar=False, **settings)


def argument(name: str, **settings: Any) -> Callable[[Decorated], Decorated]:
    """click's argument; a shell completes it by its metavar."""
    return click.argument(name, **{"shell_complete": paths_for(settings.get("metavar")), **settings})


Completer = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]


def _offered(*words: str, kind: str = "plain") -> "list[CompletionItem]":
    from click.shell_completion import CompletionItem  # start-up time: only a shell that asks needs it

    return [CompletionItem(word, type=kind) for word in words]


def paths_for(metavar: str | None) -> Completer | None:
    """Directories for ``DIR``, files for ``FILE``, ``PATH`` and ``PLANFILE``; nothing for what is no path."""
    kind = next((kind for word, kind in _PATHS if word in (metavar or "")), None)
    if kind is None:
        return None
    return lambda _context, _parameter, begun: _offered(begun, kind=kind)


def words_for(words: Callable[[], Iterable[str]]) -> Completer:
    """Those of the words that begin like this."""
    return lambda _context, _parameter, begun: _offered(*(w for w in words() if w.startswith(begun)))


_PATHS = (("DIR", "dir"), ("FILE", "file"), ("PATH", "file"))


class Seconds(click.ParamType[float]):
    """``30s``, ``2m`` or plain seconds."""

    name = "seconds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if isinstance(value, float):
            return value
        text = str(value).strip()
        unit = {"s": 1, "m": 60}.get(text[-1:], 0)
        number = text[:-1] if unit else text
        if not number.isdecimal() or len(number) > 6:
            self.fail(f"{text!r} is no time; write 30s or 2m", param, ctx)
        return float(int(number) * (unit or 1))


class Pause(Seconds):
    """The same, and long enough for a machine to do something else."""

    name = "pause"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        seconds = super().convert(value, param, ctx)
        if seconds < 1:
            self.fail("a pause is 1s or longer", param, ctx)
        return seconds


def globals_of(context: click.Context) -> Globals:
    """The one object that the options of the root and of the command write into."""
    found = context.find_root().ensure_object(Globals)
    assert isinstance(found, Globals)
    return found


def _remember(context: click.Context, parameter: click.Parameter, value: Any) -> Any:
    source = context.get_parameter_source(parameter.name or "")
    if value is not None and source not in (None, ParameterSource.DEFAULT):
        known = globals_of(context)
        name = parameter.name or ""
        setattr(known, name, value)
        if name == "mask_emails":
            mask_emails(known.mask_emails)
        (known.by_variable.add if source is ParameterSource.ENVIRONMENT else known.by_variable.discard)(name)
    return value


_MASKED = (
    "For logs that strangers read: show no address and no other personal text (names, reasons, tickets, sponsors, "
    "titles of cases, who acted or wrote a line)."
)
_GLOBAL: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (("-C", "directory"), {"metavar": "DIR", "help": "Go there first, as git -C does."}),
    (("--state",), {"metavar": "URL", "help": "Where the state is: hub.db, hub.json, sqlite:///path."}),
    (("--lineage",), {"metavar": "ID", "help": "The lineage the state must have."}),
    (("--adopt",), {"is_flag": True, "help": "Take over customers of another configuration."}),
    (("--lock-timeout",), {"type": Seconds(), "metavar": "TIME", "help": "Wait so long for a lock (30s)."}),
    (("--format",), {"type": click.Choice(FORMATS), "help": "Text for people (default), or for programs."}),
    (("--output",), {"metavar": "FILE", "help": "Write the data there instead of to stdout."}),
    (("-q", "--quiet"), {"is_flag": True, "help": "Say only what is wrong."}),
    (("-v", "--verbose"), {"is_flag": True, "help": "Fold nothing: a line for every change and person."}),
    (("--color",), {"type": click.Choice(("auto", "always", "never")), "help": "auto: on a terminal (NO_COLOR)."}),
    (("--no-input",), {"is_flag": True, "help": "Never ask."}),
    (("--mask-emails",), {"is_flag": True, "help": _MASKED}),
)


def global_options(*, before_the_command: bool, formats: Sequence[str] = FORMATS) -> list[click.Option]:
    """The global options, as parameters of the root (with their variables) or of a command (unlisted in its help), for
    which a shell offers ``formats``."""
    made = []
    for names, settings in _GLOBAL:
        longest = max((n for n in names if n.startswith("-")), key=len).lstrip("-")
        variable = f"RECONCILER_{'DIRECTORY' if longest == 'C' else longest.replace('-', '_').upper()}"
        settings = {"expose_value": False, "callback": _remember, "default": None, **settings}
        settings |= {"envvar": variable} if before_the_command else {"hidden": True}
        offered = words_for(lambda: formats) if longest == "format" else paths_for(settings.get("metavar"))
        settings["shell_complete"] = offered
        made.append(click.Option(list(names), **settings))
    return made
