"""What a delivery did, as the data of a command, and why it stopped, if it did."""

from reconciler.cli.exits import say
from reconciler.cli.receipts import NOT_AGAIN, ending_with
from reconciler.cli.session import Session
from reconciler.cli.terminal import talk
from reconciler.errors import ExitCode, ReconcilerError
from reconciler.reporting.delivered import Delivered
from reconciler.reporting.delivery import delivered_text, delivery_json, delivery_text, not_delivered_text
from reconciler.reporting.words import counted


def put_delivered(done: Delivered, session: Session) -> ExitCode:
    """The exit code. Mails that left are told of on stderr where they cannot be on stdout."""
    try:
        session.put(delivery_json(done) if session.globals.format == "json" else delivery_text(done, session.shown))
    except ReconcilerError as fault:
        for line in delivery_text(done, session.look):
            talk(line)
        left = f"{counted(done.mails, 'mail')} left" if done.mails else "what could be sent was sent"
        told = ReconcilerError(f"{fault.what}; all the same {left}", NOT_AGAIN)
        raise ending_with(_ended(done, session), told) from fault
    return _ended(done, session)


def talk_of(done: Delivered, session: Session) -> ExitCode:
    """The same where the data is of something else. What did not leave is said even where it is to be quiet."""
    session.progress.clear()
    for line in not_delivered_text(done, session.look):
        talk(line)
    session.talk(delivered_text(done, session.look))
    return _ended(done, session)


def _ended(done: Delivered, session: Session) -> ExitCode:
    session.progress.clear()
    if done.tried and done.mails:
        session.say("note: reconciler.yaml does not say where links lead (links: {url: ...}), so these lead nowhere\n")
    for customer, fault in done.damaged.items():
        say(f"{customer}: nothing was sent to its people: {fault.what}", fault.remedy)
    if done.down is not None:
        say(done.down.what, done.down.remedy)
    return done.exit_code
