"""``reconciler case``"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from reconciler.cli.family import Family
from reconciler.cli.options import option
from reconciler.cli.session import Session, day
from reconciler.cli.verb import READS_THE_STATE, verb

if TYPE_CHECKING:
    from reconciler.reporting.cases_view import CaseRow

command = Family("case", help="Support cases, for the people of their workspace.")
_WHO = "Who asks; they see the cases of their own workspaces."
_CHANGES = (0, 3, 4, 5, 7)


@verb(
    "open",
    example="reconciler case open contoso/finance --as ana@contoso.com --title 'Logs are late' --severity high",
    exits=_CHANGES,
)
@click.argument("workspace", metavar="[CUSTOMER/]WORKSPACE")
@option("--as", "person", metavar="PERSON", required=True, help="Who opens it: a member of that workspace.")
@option("--title", metavar="TEXT", required=True, help="What is wrong, in one line.")
@option(
    "--severity",
    type=click.Choice(["critical", "high", "normal"]),
    default="normal",
    help="How bad it is (default: normal).",
)
@option("--benefit", metavar="NAME", help="The benefit that it draws on.")
@click.pass_context
def open_one(
    context: click.Context, workspace: str, person: str, title: str, severity: str, benefit: str | None
) -> int:
    """Open a case in a workspace. Whoever has accepted an invitation to it may."""
    from reconciler.kinds.case import CaseSeverity  # start-up time
    from reconciler.workflows.casework import NewCase, open_case

    session = Session.of(context)
    new = NewCase(workspace, title, CaseSeverity(severity), benefit)
    _put_done(session, open_case(new, person, session.state(), session.world()), "opened")
    return 0


@verb(
    "list",
    example="reconciler case list --as ana@contoso.com\nreconciler case list --as ana@contoso.com --show all",
    exits=READS_THE_STATE,
    formats=("text", "json", "csv"),
)
@option("--as", "person", metavar="PERSON", required=True, help=_WHO)
@option("--workspace", "workspaces", multiple=True, metavar="NAME", help="Only of this one; repeatable.")
@option("--show", type=click.Choice(["open", "closed", "all"]), default="open", help="Which (default: open).")
@option("--date", "on", metavar="DATE", help="The day on which it is judged what they see.")
@click.pass_context
def list_cases(context: click.Context, person: str, workspaces: tuple[str, ...], show: str, on: str | None) -> int:
    """List the cases of all workspaces that a person sees, or of some: the worst and oldest first."""
    from reconciler.reporting.cases import cases_csv, cases_json, cases_text  # start-up time
    from reconciler.reporting.cases_view import Which
    from reconciler.workflows.cases import cases

    session = Session.of(context)
    found = cases(session.state(), person, day(on) or session.world().today(), workspaces, Which(show))
    match session.globals.format:
        case "json":
            session.put(cases_json(found.rows))
        case "csv":
            session.put(cases_csv(found.rows))
        case _:
            session.put(cases_text(found.rows, found.left_out, session.shown))
    return 0


@verb("show", example="reconciler case show contoso/finance/3 --as ana@contoso.com", exits=READS_THE_STATE)
@click.argument("reference", metavar="[CUSTOMER/]WORKSPACE/NUMBER")
@option("--as", "person", metavar="PERSON", required=True, help=_WHO)
@option("--date", "on", metavar="DATE", help="The day on which it is judged what they see.")
@click.pass_context
def show(context: click.Context, reference: str, person: str, on: str | None) -> int:
    """Show a case with everything that is known of it."""
    from reconciler.workflows.cases import case  # start-up time

    session = Session.of(context)
    session.put(_told(session, case(session.state(), person, day(on) or session.world().today(), reference)))
    return 0


@verb(
    "close",
    example="reconciler case close contoso/finance/3 --as ana@contoso.com --used 3.5",
    exits=(0, 3, 5, 7),
)
@click.argument("reference", metavar="[CUSTOMER/]WORKSPACE/NUMBER")
@option("--as", "person", metavar="PERSON", required=True, help="Who closes it: a member of that workspace.")
@option("--used", metavar="QUANTITY", help="What it used of its benefit, with two decimals at most.")
@option("--benefit", metavar="NAME", help="The benefit, where it was opened without one.")
@click.pass_context
def close(context: click.Context, reference: str, person: str, used: str | None, benefit: str | None) -> int:
    """Close a case, and write down what it used of its benefit.

    Of one that is closed already another --used corrects the figure: it stays closed on its day, and the journal keeps
    both.
    """
    from reconciler.workflows.casework import close_case  # start-up time

    session = Session.of(context)
    _put_done(session, close_case(reference, used, benefit, person, session.state(), session.world()), "closed")
    return 0


@verb("reopen", example="reconciler case reopen contoso/finance/3 --as ana@contoso.com", exits=_CHANGES)
@click.argument("reference", metavar="[CUSTOMER/]WORKSPACE/NUMBER")
@option("--as", "person", metavar="PERSON", required=True, help="Who reopens it: a member of that workspace.")
@click.pass_context
def reopen(context: click.Context, reference: str, person: str) -> int:
    """Reopen a case that was closed by mistake.

    What it used is free again; the benefit it draws on stays, and closing it may name another. The journal keeps all.
    """
    from reconciler.workflows.casework import reopen_case  # start-up time

    session = Session.of(context)
    _put_done(session, reopen_case(reference, person, session.state(), session.world()), "reopened")
    return 0


def _put_done(session: Session, row: "CaseRow", done: str) -> None:
    from reconciler.cli.receipts import put_done  # start-up time

    put_done(_told(session, row), session, f"case {row.case} was {done}")


def _told(session: Session, row: "CaseRow") -> Iterator[str]:
    from reconciler.reporting.cases import case_json, case_text  # start-up time

    return case_json(row) if session.globals.format == "json" else case_text(row, session.shown)


for each in (open_one, list_cases, show, close, reopen):
    command.add_command(each)
