"""``reconciler invitations``"""

from typing import TYPE_CHECKING

import click

from reconciler.cli.commands.answering import accept, decline
from reconciler.cli.family import Family
from reconciler.cli.moments import AT, looking
from reconciler.cli.options import option
from reconciler.cli.session import Session
from reconciler.cli.terminal import asked, can_ask
from reconciler.cli.verb import READS_THE_STATE, verb
from reconciler.errors import ExitCode, Stopped, WrongUsage

if TYPE_CHECKING:
    from reconciler.workflows.by_hand import Proposal, Wish

command = Family("invitations", help="Invitations and what became of them.")
CHANGES_ONE = (ExitCode.DONE, ExitCode.INVALID, ExitCode.STOPPED, ExitCode.STALE, ExitCode.UNSOUND)
"""What one person's invitations may end with: a rule may stand against it, or it is too late."""


@verb(
    "list",
    example="reconciler invitations list --needs-decision\nreconciler invitations list --format csv",
    exits=READS_THE_STATE,
    formats=("text", "json", "csv"),
)
@option(
    "--needs-decision",
    is_flag=True,
    help="Only those of whom nobody is asked again unless somebody decides it, as plan counts them.",
)
@option("--date", "on", metavar="DATE", help="The day on which they are judged open.")
@AT
@click.pass_context
def list_invitations(context: click.Context, needs_decision: bool, on: str | None, at: str | None) -> int:
    """List open invitations and those that were declined, bounced, or are past their end."""
    from reconciler.reporting import invitations as told  # start-up time
    from reconciler.workflows.invitations import invitations

    session = Session.of(context)
    with looking(session, at, on) as then:
        rows = list(invitations(then, needs_decision))
    match session.globals.format:
        case "json":
            session.put(told.invitations_json(rows))
        case "csv":
            session.put(told.invitations_csv(rows))
        case _:
            shown = told.undecided_text if needs_decision else told.invitations_text
            session.put(shown(rows, session.shown))
    return 0


@verb("resend", example="reconciler invitations resend ana@contoso.com contoso/finance", exits=CHANGES_ONE)
@click.argument("person")
@click.argument("target", metavar="CUSTOMER[/WORKSPACE]")
@option("--days", type=click.IntRange(1, 365), help="How long it is open (as reconciler.yaml says).")
@click.pass_context
def resend(context: click.Context, person: str, target: str, days: int | None) -> int:
    """Invite somebody again who has not answered: with a new mail, whose link makes the older one void.

    Also where the mail came back, or the invitation is past its end. Whoever declined or left is asked again only by
    `reinvite:` in the files.
    """
    from reconciler.workflows.by_hand import Kind, Wish  # start-up time

    return _by_hand(Session.of(context), Wish(Kind.RESEND, person, target, days), ask=False)


@verb("revoke", example="reconciler invitations revoke ana@contoso.com contoso/finance", exits=CHANGES_ONE)
@click.argument("person")
@click.argument("target", metavar="CUSTOMER[/WORKSPACE]")
@option("--auto-approve", is_flag=True, help="Do not ask.")
@click.pass_context
def revoke(context: click.Context, person: str, target: str, auto_approve: bool) -> int:
    """Take back an invitation that nobody has answered: its link is void at once.

    While the files name them there, the next plan invites them again. Whoever has accepted is taken out of the files.
    """
    from reconciler.workflows.by_hand import Kind, Wish  # start-up time

    return _by_hand(Session.of(context), Wish(Kind.REVOKE, person, target), ask=not auto_approve)


@verb("leave", example="reconciler invitations leave ana@contoso.com contoso/finance", exits=CHANGES_ONE)
@click.argument("person")
@click.argument("target", metavar="CUSTOMER/WORKSPACE")
@option("--auto-approve", is_flag=True, help="Do not ask.")
@click.pass_context
def leave(context: click.Context, person: str, target: str, auto_approve: bool) -> int:
    """Record that a member leaves a workspace by themselves.

    They lose it at once, the last admin too, and are invited again only by a higher `reinvite:` in the files.
    """
    from reconciler.workflows.by_hand import Kind, Wish  # start-up time

    return _by_hand(Session.of(context), Wish(Kind.LEAVE, person, target), ask=not auto_approve)


def _by_hand(session: Session, wish: "Wish", *, ask: bool) -> int:
    from reconciler.cli.receipts import put_receipt  # start-up time
    from reconciler.reporting.by_hand import left_as_it_is, outcome
    from reconciler.workflows.by_hand import carried_out, proposed

    world, look = session.world(), session.look
    agreed = None
    if ask:
        if session.globals.no_input or not can_ask():
            raise WrongUsage(
                "nobody can be asked here", "look at `reconciler invitations list`, then add --auto-approve"
            )
        agreed = proposed(wish, session.state(), world)
        _ask(agreed, session)
    proposal, receipt = carried_out(wish, agreed, session.state(), world)
    put_receipt(receipt, session)
    if receipt.exit_code is ExitCode.DONE:
        said = (*outcome(proposal.done, proposal.shown), *left_as_it_is(proposal.done))
        session.say("".join(f"{look.safe(sentence)}\n" for sentence in said))
    return receipt.exit_code


def _ask(agreed: "Proposal", session: Session) -> None:
    from reconciler.reporting.by_hand import question  # start-up time

    if not asked(session.look.safe(question(agreed.done, agreed.shown))):
        raise Stopped("not approved; nothing has been changed")


for each in (list_invitations, resend, revoke, accept, decline, leave):
    command.add_command(each)
