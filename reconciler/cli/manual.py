"""The manual page, made of what the commands say of themselves: ``man`` reads it, and nobody keeps it by hand."""

import inspect
from collections.abc import Iterator

import click

from reconciler import __version__
from reconciler.cli.verb import EXITS, Verb

_TITLE = 'TH RECONCILER 1 "" "reconciler {version}" "User Commands"'
_FILES = (
    ("reconciler.yaml", "The head of a configuration: where the state is, limits, mail, notices."),
    (".reconciler/", "Beside it: the state, the keys of links, the outbox, and what watch works in."),
    ("permits/", "Permits that plans of this configuration use."),
)


def manual(root: click.Group) -> Iterator[str]:
    """Lines of roff, in the macros of man(7)."""
    context = click.Context(root, info_name="reconciler", **root.context_settings)
    yield from _headed(root)
    for words, command in commands(root):
        yield from _command(words, command, context)
    yield ".SH GLOBAL OPTIONS"
    yield from _options(root, context)
    yield ".SH EXIT STATUS"
    for code, meaning in EXITS.items():
        yield from _tagged(str(int(code)), meaning)
    yield ".SH ENVIRONMENT"
    yield from _filled(
        "Besides the variable of every option: RECONCILER_ACTOR names who acts, RECONCILER_SMTP_PASSWORD and "
        "RECONCILER_NOTIFY_SECRET are secrets that stand in no file, NO_COLOR leaves colours out."
    )
    yield ".SH FILES"
    for name, what in _FILES:
        yield from _tagged(name, what)


def commands(family: click.Group, before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command that does something, by the words that call it."""
    context = click.Context(family)
    for name in family.list_commands(context):
        command = family.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*before, name))
        elif command is not None:
            yield (*before, name), command


def _headed(root: click.Group) -> Iterator[str]:
    yield "." + _TITLE.format(version=__version__)
    yield ".SH NAME"
    yield rf"reconciler \- {_safe(root.help or '').rstrip('.')}"
    yield ".SH SYNOPSIS"
    yield r".B reconciler"
    yield r"[\fIGLOBAL OPTIONS\fR] \fICOMMAND\fR [\fIARGUMENTS\fR]"
    yield ".SH DESCRIPTION"
    yield from _filled(root.epilog or "")
    yield ".SH COMMANDS"


def _command(words: tuple[str, ...], command: click.Command, above: click.Context) -> Iterator[str]:
    context = click.Context(command, info_name=" ".join(words), parent=above)
    yield f".SS {_safe(' '.join(('reconciler', *words, *command.collect_usage_pieces(context))))}"
    for number, paragraph in enumerate(inspect.cleandoc(command.help or "").split("\n\n")):
        yield from [".PP"] * (number > 0)
        yield from _filled(paragraph)
    yield from _options(command, context)
    if isinstance(command, Verb):
        yield from _closing(command)


def _closing(command: Verb) -> Iterator[str]:
    """The examples as they stand, then formats and exit codes."""
    example, _, rest = inspect.cleandoc(command.epilog or "").partition("\n\n")
    yield from (".PP", ".nf")
    yield from (_safe(line) for line in example.removeprefix("\b\n").splitlines())
    yield from (".fi", ".PP")
    yield from _filled(rest.removesuffix(" Global options: reconciler --help"))


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        of_all = "--help" in parameter.opts and not isinstance(command, click.Group)
        if record is not None and record[1] and not of_all:
            yield from _tagged(*record)


def _tagged(name: str, meaning: str) -> Iterator[str]:
    yield ".TP"
    yield f".B {_safe(name)}"
    yield from _filled(meaning)


def _filled(text: str) -> Iterator[str]:
    yield _safe(" ".join(text.split()))


def _safe(text: str) -> str:
    r"""Nothing in it is a request or an escape; a ``-`` is one that can be copied."""
    shown = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{shown}" if shown.startswith((".", "'")) else shown
