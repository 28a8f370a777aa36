"""``reconciler erase``"""

import click

from reconciler.cli.options import option
from reconciler.cli.session import Session
from reconciler.cli.terminal import asked, can_ask
from reconciler.cli.verb import verb
from reconciler.errors import Stopped, WrongUsage


@verb("erase", example="reconciler erase ana@contoso.com", exits=(0, 3, 4, 5, 7))
@click.argument("person")
@option("--auto-approve", is_flag=True, help="Do not ask.")
@click.pass_context
def command(context: click.Context, person: str, auto_approve: bool) -> int:
    """Forget PERSON: their addresses, names and notes, their memberships, and the mails they are owed.

    The journal stays what it was, since it holds numbers and proofs. A hash of each address stays, so that nobody asks
    them again while the files still name them. What cannot be reached from here is listed.
    """
    from reconciler.cli.receipts import put_done  # start-up time
    from reconciler.reporting.erased import erased_json, erased_text, question
    from reconciler.workflows.erase import erased, proposed

    session = Session.of(context)
    if not auto_approve:
        if session.globals.no_input or not can_ask():
            raise WrongUsage("nobody can be asked here", f"look at `reconciler why {person}`, then add --auto-approve")
        would = proposed(session.state(), person)
        if would.customers and not asked(session.look.safe(question(would))):
            raise Stopped("not approved; nothing has been changed")
    done = erased(session.state(), person, session.world())
    told = erased_json(done) if session.globals.format == "json" else erased_text(done, session.shown)
    put_done(told, session, f"{person} is erased", "what could not be reached is said by the same command again")
    return 0
