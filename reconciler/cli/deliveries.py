"""What a delivery did, as the data of a command, and why it stopped, if it did."""

from reconciler.cli.exits import say
from reconciler.cli.session import Session
from reconciler.cli.terminal import talk
from reconciler.reporting.delivery import delivered_text, delivery_json, delivery_text, not_delivered_text
from reconciler.workflows.deliver import Delivered


def put_delivered(done: Delivered, session: Session) -> int:
    """The exit code."""
    session.put(delivery_json(done) if session.globals.format == "json" else delivery_text(done, session.shown))
    return _ended(done, session)


def talk_of(done: Delivered, session: Session) -> int:
    """The same where the data is of something else. What did not leave is said even where it is to be quiet."""
    session.progress.clear()
    for line in not_delivered_text(done, session.look):
        talk(line)
    session.talk(delivered_text(done, session.look))
    return _ended(done, session)


def _ended(done: Delivered, session: Session) -> int:
    session.progress.clear()
    if done.tried and done.mails:
        session.say("note: reconciler.yaml does not say where links lead (links: {url: ...}), so these lead nowhere\n")
    if done.down is not None:
        say(done.down.what, done.down.remedy)
    return done.exit_code
