"""``reconciler permit``"""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli.commands.apply import is_plan_file
from reconciler.cli.options import option
from reconciler.cli.session import Session, day
from reconciler.cli.verb import verb
from reconciler.errors import WrongUsage

if TYPE_CHECKING:
    from reconciler.planning.permits import Permit


@verb(
    "permit",
    example='reconciler permit pr-420.plan --guard removals --because "the team moved" --out permit.json',
    exits=(0, 3),
    formats=(),
)
@click.argument("plan", metavar="PLAN")
@option("--guard", required=True, metavar="ID", help="Which guard is lifted: removals, vanished, ...")
@option("--because", required=True, metavar="TEXT", help="Why what it counted is meant.")
@option("--until", metavar="DATE", help="The last day on which it may be used (a week from now).")
@option("--out", metavar="FILE", help="Where the permit is written (stdout).")
@click.pass_context
def command(context: click.Context, plan: str, guard: str, because: str, until: str | None, out: str | None) -> int:
    """Permit exactly what a guard counted in the saved PLAN, once.

    Give the file to `plan` or `apply` (--permit FILE), or put it into permits/ of the configuration. A smaller plan of
    the same changes passes too; one change more does not.
    """
    from reconciler.planning.permit_file import permit_bytes  # start-up time
    from reconciler.workflows.permit import PermitRequest, permit
    from reconciler.workflows.plan import read_plan

    session = Session.of(context)
    if not is_plan_file(Path(plan)):
        raise WrongUsage(f"{plan} is no saved plan, and only a saved one is permitted", "reconciler plan --out FILE")
    if out not in (None, "-"):
        session.spare("--out", out or "", [plan])
    with read_plan(Path(plan)) as made:
        given = permit(made, PermitRequest(guard, because, day(until, "--until")), session.world())
    _put(permit_bytes(given).decode(), out, session)
    session.say(session.look.safe(_said(given, plan, out)) + "\n")
    return 0


def _put(text: str, out: str | None, session: Session) -> None:
    if out in (None, "-"):
        session.put([text])
        return
    from reconciler.workflows.durable import replaced  # start-up time

    with replaced(Path(out or "")) as file:
        file.write(text.encode())


def _said(permit: "Permit", plan: str, out: str | None) -> str:
    count = sum(len(named.units) for named in permit.customers.values())
    changes = "1 change" if count == 1 else f"{count:,} changes"
    whose = next(iter(permit.customers)) if len(permit.customers) == 1 else f"{len(permit.customers):,} customers"
    first = f"Permitted once, until {permit.until:%-d %B %Y}: {changes} of {whose} that guard {permit.guard} counted."
    file = shlex.quote(out) if out not in (None, "-") else "FILE"
    if permit.guard == "shrunken_source":
        again = f"reconciler plan PATH --permit {file} --out {shlex.quote(plan)}"
        return f"{first} This plan leaves out what is held, so to use it plan again: {again}, and apply that"
    return f"{first} To use it: reconciler apply {shlex.quote(plan)} --permit {file}"
