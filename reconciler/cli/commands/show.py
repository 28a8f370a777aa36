"""``reconciler show``"""

from pathlib import Path

import click

from reconciler.applying.apply_id import may_be_apply
from reconciler.cli.commands.apply import is_plan_file
from reconciler.cli.commands.plan import BY, grouping, rendered
from reconciler.cli.moments import AT, looking
from reconciler.cli.options import argument, option
from reconciler.cli.session import Session, day
from reconciler.cli.verb import READS_THE_STATE, verb
from reconciler.errors import WrongUsage
from reconciler.reporting.grouping import By
from reconciler.reporting.plan_formats import PLAN_FORMATS


@verb(
    "show",
    example="reconciler show contoso/finance\nreconciler show contoso.plan --format json\nreconciler show 7Q4K2M9XTA\n"
    "reconciler show contoso --at 2026-06-01",
    exits=(*READS_THE_STATE, 4, 6),
    formats=tuple(PLAN_FORMATS),
)
@argument("what", required=False, metavar="[PLANFILE or APPLY or CUSTOMER[/WORKSPACE]]")
@option("--date", "on", metavar="DATE", help="The day on which invitations are judged open.")
@AT
@option("--against-now", is_flag=True, help="Whether a saved plan still holds, and what does not.")
@BY
@click.pass_context
def command(
    context: click.Context, what: str | None, on: str | None, at: str | None, against_now: bool, by: str | None
) -> int:
    """Show a saved plan, what an apply did, or what the state holds: everything, a customer, or one workspace.

    An apply is called as its receipt and `reconciler history` call it, or by its first letters.
    """
    session = Session.of(context)
    if what is not None and is_plan_file(Path(what)):
        if at is not None:
            raise WrongUsage("--at is for the state, and this shows a plan", "reconciler show --at TIME")
        if against_now:
            return _against_now(session, Path(what), on)
        return _plan_file(session, Path(what), grouping(session, by))
    if against_now:
        raise WrongUsage("--against-now is for a saved plan", "reconciler show PLANFILE --against-now")
    if by is not None:
        raise WrongUsage("--by is for plans, and this shows the state", "reconciler show PLANFILE --by person")
    if session.globals.format not in ("text", "json"):
        wanted = session.globals.format
        raise WrongUsage(
            f"a state or an apply is shown as text or json; {wanted} is for plans", "reconciler show --format json"
        )
    if what is not None and may_be_apply(what):
        if at is not None:
            raise WrongUsage(f"--at is for the state, and {what} is an apply", f"reconciler show --at {what}")
        return _past_apply(session, what)
    return _state(session, what, on, at)


def _plan_file(session: Session, file: Path, by: By) -> int:
    from reconciler.workflows.plan import read_plan  # start-up time

    with read_plan(file) as made:
        session.put(rendered(made, session, session.shown, by, str(file)))
    return 0


def _against_now(session: Session, file: Path, on: str | None) -> int:
    from reconciler.reporting.against_now import against_now_json, against_now_text  # start-up time
    from reconciler.workflows.against_now import against_now
    from reconciler.workflows.plan import read_plan

    if session.globals.format not in ("text", "json"):
        raise WrongUsage("whether a plan holds is shown as text or json", "leave out --format")
    with read_plan(file) as made:
        told = against_now(made, session.state(), session.world(), day(on))
    if session.globals.format == "json":
        session.put(against_now_json(told))
    else:
        session.put(against_now_text(told, session.shown))
    return told.exit_code


def _past_apply(session: Session, name: str) -> int:
    from reconciler.reporting.past_apply import past_apply_json, past_apply_text  # start-up time
    from reconciler.workflows.applied import past_apply

    done = list(past_apply(session.state(), name))
    if session.globals.format == "json":
        session.put(past_apply_json(done))
    else:
        session.put(past_apply_text(done, session.shown, unfold=session.globals.verbose))
    return 0


def _state(session: Session, target: str | None, on: str | None, at: str | None) -> int:
    from reconciler.reporting.state_json import state_json  # start-up time
    from reconciler.reporting.state_text import state_text
    from reconciler.workflows.show import shown_state

    workspace = target.partition("/")[2] or None if target else None
    with looking(session, at, on) as then:
        customers = shown_state(then, target)
        if session.globals.format == "json":
            session.put(state_json(customers, then.on))
        else:
            session.put(
                state_text(customers, then.on, session.shown, unfold=session.globals.verbose, workspace=workspace)
            )
    return 0
