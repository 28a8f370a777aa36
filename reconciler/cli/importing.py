"""What all imports of people into a workspace have in common: their options, the preview, the question."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from reconciler.cli.options import option
from reconciler.cli.session import Session, day
from reconciler.cli.terminal import asked, can_ask, talk
from reconciler.errors import ExitCode, Stopped, WrongUsage

if TYPE_CHECKING:
    from reconciler.workflows.import_people import ImportRequest, ReadTable
    from reconciler.workflows.import_roster import ContractTerms

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
IMPORT_EXITS = (0, 3, 4, 6)


def terms_options(function: Decorated) -> Decorated:
    """The contract of a customer that is new."""
    for names, settings in reversed(_TERMS):
        function = option(*names, **settings)(function)
    return function


def people_options(function: Decorated) -> Decorated:
    """Whose people they are, and what of the export counts."""
    for names, settings in reversed(_PEOPLE):
        function = option(*names, **settings)(function)
    return function


_TERMS: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (("--support",), {"type": click.Choice(("premier", "unified")), "help": "New customer: the kind of contract."}),
    (("--starts",), {"metavar": "DATE", "help": "New customer: first day of the contract."}),
    (("--ends",), {"metavar": "DATE", "help": "New customer: last day of the contract."}),
    (("--services-admin",), {"metavar": "ADDRESS", "help": "New customer: its services admin, admin here too."}),
)
_TAKE = click.Choice(("take", "leave"))
_PEOPLE: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (("--customer",), {"metavar": "ID", "help": "Whose people they are."}),
    (("--workspace",), {"metavar": "ID", "help": "Which workspace they come into."}),
    (("--admin", "admins"), {"metavar": "ADDRESS", "multiple": True, "help": "New workspace: its admin; repeatable."}),
    (("--roster", "into"), {"metavar": "PATH", "help": "The roster, seen from the workspace's YAML file."}),
    (
        ("--map", "mapped"),
        {"metavar": "FIELD=HEADING", "multiple": True, "help": "Which column says what (mail=Correo); remembered."},
    ),
    (("--disabled",), {"type": _TAKE, "default": "leave", "show_default": True, "help": "Disabled accounts."}),
    (("--guests",), {"type": _TAKE, "default": "take", "show_default": True, "help": "Guest accounts."}),
    (("--remove-missing",), {"is_flag": True, "help": "Take out of the roster whom the export does not name."}),
    (("--rejects",), {"metavar": "FILE", "help": "Where rows that cannot be taken go (FILE.rejects.csv)."}),
    (("--auto-approve",), {"is_flag": True, "help": "Do not ask."}),
)


def import_people(context: click.Context, file: str, read: "ReadTable", options: dict[str, Any]) -> int:
    """Shows what would be written, asks where somebody can be asked, and writes. The exit code."""
    from reconciler.reporting.imported import import_text  # start-up time
    from reconciler.workflows.import_people import prepare_import, write_import

    session = Session.of(context)
    if options["rejects"] is not None:
        session.spare("--rejects", options["rejects"], [file])
    prepared = prepare_import(_request(file, read, options), Path())
    ask = bool(prepared.texts) and not options["auto_approve"] and can_ask() and not session.globals.no_input
    session.progress.clear()
    for line in import_text(prepared.view, session.look, unfold=session.globals.verbose):
        (talk if ask else session.say)(line)  # who is asked sees it, even where it is quiet
    if ask:
        _ask()
    elif prepared.removed and not options["auto_approve"]:
        _refuse_unasked(prepared.removed)
    if prepared.texts:
        write_import(prepared)
    session.say(_closing(prepared.view.files, bool(prepared.texts)))
    if not prepared.view.rejected:
        return ExitCode.DONE
    return ExitCode.PARTLY if len(prepared.view.rejected) < prepared.view.rows else ExitCode.INVALID


def _request(file: str, read: "ReadTable", options: dict[str, Any]) -> "ImportRequest":
    from reconciler.loading.incoming.headings import mapping_of  # start-up time
    from reconciler.loading.incoming.merging import Missing
    from reconciler.loading.incoming.people import Take, Wanted
    from reconciler.workflows.import_into import Wish
    from reconciler.workflows.import_people import ImportRequest

    missing = [f"--{name}" for name in ("customer", "workspace") if not options[name]]
    if missing:
        raise WrongUsage(f"{' and '.join(missing)} is missing", "say into which workspace: --customer C --workspace W")
    rejects = options["rejects"]
    return ImportRequest(
        file=Path(file),
        read=read,
        wish=Wish(options["customer"], options["workspace"], options["into"], options["admins"], _terms(options)),
        mapped=mapping_of(options["mapped"]),
        wanted=Wanted(Take(options["disabled"]), Take(options["guests"])),
        missing=Missing.GO if options["remove_missing"] else Missing.STAY,
        rejects=Path(rejects) if rejects is not None else None,
    )


def _terms(options: dict[str, Any]) -> "ContractTerms | None":
    """All three or none."""
    given = {name: options[name] for name in ("support", "starts", "ends", "services_admin")}
    if not any(given.values()):
        return None
    return contract_terms(**given)


def contract_terms(
    support: str | None, starts: str | None, ends: str | None, services_admin: str | None
) -> "ContractTerms":
    """WrongUsage where they are not whole."""
    from reconciler.workflows.import_roster import ContractTerms  # start-up time

    lacking = [f"--{n}" for n, v in (("support", support), ("starts", starts), ("ends", ends)) if not v]
    if support is None or lacking:
        raise WrongUsage(f"a contract also needs {', '.join(lacking)}", "--support unified --starts DATE --ends DATE")
    first, last = day(starts, "--starts"), day(ends, "--ends")
    assert first is not None
    assert last is not None
    return ContractTerms(support, first, last, services_admin)


def _ask() -> None:
    if not asked("\nWrite this? Only 'yes' is accepted:"):
        raise Stopped("not approved; nothing has been written")


def _refuse_unasked(removed: int) -> NoReturn:
    """Files can be looked at and taken back before anything is applied: so where nobody can be asked they are written,
    except that nobody is taken out unasked."""
    raise WrongUsage(
        f"{removed:,} would be taken out of the roster, and nobody can be asked here; nothing was written",
        "look at who, then add --auto-approve",
    )


def _closing(files: object, wrote: bool) -> str:
    if files:
        return "Written; nothing is applied. Next: reconciler plan\n"
    return "Only the rejects were written: mend them, and import them.\n" if wrote else "Nothing to change.\n"
