"""``reconciler apply``"""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reconciler.cli.commands.plan import plan_options, plan_request
from reconciler.cli.exits import say
from reconciler.cli.github_actions import told_of_receipt
from reconciler.cli.options import argument, option
from reconciler.cli.session import Session, day
from reconciler.cli.terminal import asked, can_ask, talk
from reconciler.cli.verb import verb
from reconciler.errors import ExitCode, ReconcilerError, Stopped, WrongUsage

if TYPE_CHECKING:
    from reconciler.applying.receipt import Receipt
    from reconciler.workflows.plan import MadePlan
    from reconciler.workflows.state import Located
    from reconciler.workflows.world import World


@verb(
    "apply",
    example="reconciler apply contoso.plan\nreconciler apply examples/contoso --auto-approve",
    exits=(0, 3, 4, 5, 6, 7),
)
@argument("path", default=".", metavar="[PLANFILE or PATH]")
@option("--auto-approve", is_flag=True, help="Do not ask.")
@option(
    "--deliver",
    "and_deliver",
    is_flag=True,
    help="Send what waits, afterwards: what is due by the clock, whatever --date is.",
)
@option("--require-signature", "signers", metavar="FILE", help="Only a plan signed by somebody listed there.")
@option("--reviewed", metavar="FILE|DIGEST", help="Only if these changes were reviewed: a plan file, or its digest.")
@option("--strict", is_flag=True, help="Nothing at all unless every customer can be applied.")
@option("--requests", metavar="DIR", help="Where what is asked of others is written (.reconciler/requests).")
@plan_options
@click.pass_context
def command(
    context: click.Context,
    /,
    path: str,
    auto_approve: bool,
    and_deliver: bool,
    signers: str | None,
    reviewed: str | None,
    strict: bool,
    requests: str | None,
    **options: Any,
) -> int:
    """Do exactly what a saved plan says, or plan PATH and do that.

    Shows the plan and asks first. Customers with errors, or stopped by a guard, are left out. With --as only what is
    theirs is applied; what they have to ask others for is written as sheets to send.
    """
    from reconciler.cli.receipts import ending_with  # start-up time
    from reconciler.workflows.apply import ApplyRequest, apply, refuse_at_sight
    from reconciler.workflows.deliver_after import refuse_to_deliver
    from reconciler.workflows.reviewed import refuse_unreviewed

    session = Session.of(context)
    may_ask = can_ask() and not session.globals.no_input
    if not auto_approve and not may_ask:
        raise WrongUsage("nobody can be asked here", "review the plan, then add --auto-approve")
    world = session.world()
    if signers is not None and options["permits"]:
        raise WrongUsage(
            "with --require-signature a permit must be in the plan that is signed",
            "reconciler plan PATH --permit FILE --out PLANFILE --sign KEY",
        )
    with _plan(session, path, options, world) as made:
        place = _state_of(made, session)
        if and_deliver:
            refuse_to_deliver(place, None, os.environ.get("RECONCILER_SMTP_PASSWORD"))
        if reviewed is not None:
            refuse_unreviewed(made, reviewed)
        listed, folder = (Path(p) if p is not None else None for p in (signers, requests))
        request = ApplyRequest(session.state(), day(options["on"]), listed, strict, folder, options["parallel"])
        refuse_at_sight(made, request, world)
        _shown(made, session, always=not auto_approve)
        if not auto_approve and made.totals.total:
            _ask(place.url)
        try:
            receipt = apply(made, request, world)
        except Stopped:
            _notify(made, None, place, session, world)
            raise
        if receipt.created:
            _say_created(receipt.created, place, session)
        unseen = _unseen(receipt, session)
        if receipt.asks and not and_deliver:
            _say_next(place, session)
        sent = _delivered(place, session, world) if and_deliver else ExitCode.DONE
        code = receipt.exit_code or sent
        told_of_receipt(receipt, code, session)
        _notify(made, receipt, place, session, world)
        if unseen is not None:
            raise ending_with(code, unseen)
        return code


def _say_next(place: "Located", session: Session) -> None:
    from reconciler.workflows.deliver_after import tracked_by_git  # start-up time

    first = "commit and push the state, then " if tracked_by_git(place.url) else ""
    session.say(f"The invitations are queued, and no mail has left yet. Next: {first}reconciler deliver\n")


def _unseen(receipt: "Receipt", session: Session) -> ReconcilerError | None:
    """Why the receipt could not be shown; mails leave all the same, since what they tell of is applied."""
    from reconciler.cli.receipts import put_receipt  # start-up time

    try:
        put_receipt(receipt, session)
    except ReconcilerError as fault:
        return fault
    return None


def _notify(made: "MadePlan", receipt: "Receipt | None", place: "Located", session: Session, world: "World") -> None:
    """A webhook that cannot be reached changes nothing of what was done, so this is a warning."""
    from reconciler.workflows.notify import SECRET, notified  # start-up time: few notify

    missed = notified(made, receipt, place, os.environ.get(SECRET), world)
    if missed is not None:
        session.progress.clear()
        talk(session.look.safe(f"warning: {missed.why}") + f"\nhelp:  {session.look.safe(missed.remedy)}\n")


def _delivered(place: "Located", session: Session, world: "World") -> ExitCode:
    """What waits, sent; told on stderr, since stdout has the receipt. Its exit code: what was applied is, so that it is
    6 where nothing could be sent."""
    from reconciler.cli.deliveries import talk_of  # start-up time: few send
    from reconciler.workflows.deliver import DeliverRequest, deliver

    choice = session.state()._replace(url=place.url)
    password = os.environ.get("RECONCILER_SMTP_PASSWORD")
    try:
        done = deliver(DeliverRequest(choice, password=password, path=place.root), world)
    except ReconcilerError as fault:
        session.progress.clear()
        then = "" if "reconciler deliver" in fault.remedy else "then: reconciler deliver"
        say(f"nothing was sent: {fault.what}", "\n".join(filter(None, (fault.remedy, then))))
        return ExitCode.PARTLY
    return talk_of(done, session)


def is_plan_file(path: Path) -> bool:
    """A file that is no YAML is a saved plan; what is not there is left to whoever reads it."""
    return path.suffix not in (".yaml", ".yml") and path.is_file()


def _plan(session: Session, path: str, options: dict[str, Any], world: "World") -> AbstractContextManager["MadePlan"]:
    from reconciler.workflows.plan import plan, read_plan  # start-up time

    if not is_plan_file(Path(path)):
        return plan(plan_request(session, path, **options), world)
    permits = tuple(map(Path, options["permits"]))
    if options["targets"] or options["no_removals"] or options["due"] or options["changed_since"] is not None:
        raise WrongUsage(
            "a saved plan is applied as it is",
            "plan again with --target, --no-removals, --due or --changed-since, and --out FILE",
        )
    on = day(options["on"]) or world.today()
    return _made_for(options["as_"], read_plan(Path(path), on, permits, options["parallel"]))


@contextmanager
def _made_for(person: str | None, saved: AbstractContextManager["MadePlan"]) -> Iterator["MadePlan"]:
    """A saved plan that was made for one person is theirs; ``--as`` may say so again, and nothing else."""
    from reconciler.kinds.address import parse  # start-up time

    with saved as made:
        actor = made.heading.actor
        if person is not None and (actor is None or parse(person).key != parse(actor).key):
            whom = f"for {actor}" if actor else "for nobody in particular"
            raise WrongUsage(f"this plan was made {whom}", f"plan again with --as {person}, and --out FILE")
        yield made


def _shown(made: "MadePlan", session: Session, *, always: bool) -> None:
    """The plan is talk here: stdout is for the receipt. Who is asked sees it, even where it is quiet."""
    from reconciler.reporting.plan_text import plan_text  # start-up time

    session.progress.clear()
    if always or not session.globals.quiet:
        unfold = session.globals.verbose
        customers = made.named() if unfold else made.at_a_glance()
        its = (made.heading, made.digests, made.totals, customers, session.look)
        for line in plan_text(*its, unfold=unfold, closing=""):
            talk(line)


def _state_of(made: "MadePlan", session: Session) -> "Located":
    """Where it will be applied: where it was made, or, for a saved plan, what options and configuration say here."""
    from reconciler.workflows.state import located_here  # start-up time

    return made.place or located_here(session.state())


def _ask(url: str) -> None:
    if not asked(f"\nApply these changes to {url}? Only 'yes' is accepted:"):
        raise Stopped("not approved; nothing has been changed")


def _say_created(lineage: str, place: "Located", session: Session) -> None:
    """What to write into ``reconciler.yaml``."""
    from reconciler.reporting.receipt import created_text  # start-up time

    session.progress.clear()
    talk(created_text(session.look.safe(lineage), session.look.safe(place.as_written())))
