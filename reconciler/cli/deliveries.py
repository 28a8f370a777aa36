"""What a delivery did, as the data of a command, and why it stopped, if it did."""

from reconciler.cli.exits import say
from reconciler.cli.session import Session
from reconciler.reporting.delivery import delivery_json, delivery_text
from reconciler.workflows.deliver import Delivered


def put_delivered(done: Delivered, session: Session) -> int:
    """The exit code."""
    session.progress.clear()
    if done.tried and done.mails:
        session.say("note: reconciler.yaml does not say where links lead (links: {url: ...}), so these lead nowhere\n")
    session.put(delivery_json(done) if session.globals.format == "json" else delivery_text(done, session.shown))
    if done.down is not None:
        say(done.down.what, done.down.remedy)
    return done.exit_code
