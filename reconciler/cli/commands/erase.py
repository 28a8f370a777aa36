"""``reconciler erase``"""

import click

from reconciler.cli.options import option
from reconciler.cli.session import Session
from reconciler.cli.terminal import asked, can_ask
from reconciler.cli.verb import verb
from reconciler.errors import Stopped, WrongUsage


@verb(
    "erase",
    example="reconciler erase ana@contoso.com\nreconciler erase ana@contoso.com --let-return contoso",
    exits=(0, 3, 4, 5, 7),
)
@click.argument("person")
@option("--auto-approve", is_flag=True, help="Do not ask.")
@option("--let-return", metavar="CUSTOMER", help="PERSON was erased from CUSTOMER and wants to come back: let them.")
@click.pass_context
def command(context: click.Context, person: str, auto_approve: bool, let_return: str | None) -> int:
    """Forget PERSON: their addresses, names and notes, their memberships, and the mails they are owed.

    The journal stays what it was, since it holds numbers and proofs. A hash of each address stays, so that nobody asks
    them again while the files still name them. What cannot be reached from here is listed.

    Who comes back because they want to is somebody new: --let-return takes the hash of this address away, and erases
    nothing.
    """
    from reconciler.cli.receipts import put_done  # start-up time
    from reconciler.reporting.erased import erased_json, erased_text, question
    from reconciler.workflows.erase import erased, proposed

    session = Session.of(context)
    if let_return is not None:
        return _let_return(session, person, let_return)
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


def _let_return(session: Session, person: str, customer: str) -> int:
    from reconciler.cli.receipts import put_done  # start-up time
    from reconciler.reporting.erased import returning_json, returning_text
    from reconciler.workflows.let_return import let_return

    done = let_return(session.state(), person, customer, session.world())
    told = returning_json(done) if session.globals.format == "json" else returning_text(done, session.shown)
    put_done(told, session, f"{person} may be taken in again", "the journal says so: reconciler history")
    return 0
