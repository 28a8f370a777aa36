"""A webhook is told of each apply and each stop. Whatever goes wrong with that changes nothing of what was done.

It is told at once, also where Git tracks the state: when that is pushed is up to others, who cannot be waited for. So
an apply whose push loses a race, and that is done again, is told twice.
"""

from pathlib import Path
from typing import NamedTuple

from reconciler.applying.receipt import Receipt
from reconciler.delivery import webhook
from reconciler.errors import InputInvalid
from reconciler.loading.settings import Notify, settings_above
from reconciler.reporting.notification import Occurrence, event_of, notification
from reconciler.workflows.plan import MadePlan
from reconciler.workflows.state import Located
from reconciler.workflows.world import World

SECRET = "RECONCILER_NOTIFY_SECRET"


class NotTold(NamedTuple):
    """Why a webhook does not know of what happened, and what to do."""

    why: str
    remedy: str


def notified(
    made: MadePlan, receipt: Receipt | None, place: Located, secret: str | None, world: World
) -> NotTold | None:
    """None where it was told, or nobody is to be. No receipt: a guard stopped the whole run."""
    try:
        root, settings = settings_above(place.root)
    except InputInvalid as fault:  # read well before, or nothing would have happened: its disk fails
        return NotTold(f"whether somebody is to be told is not known: {fault.what}", "what was done stays done")
    if not settings.notify.url:
        return None
    done = receipt or Receipt(made.digests.plan, "")
    stop = made.totals.run_stop if receipt is None else None
    told = Occurrence(world.clock(), settings.name, made.heading.lineage, done, stop)
    if not event_of(told):
        return None
    key = secret or _from_file(settings.notify, root)
    if isinstance(key, NotTold):
        return key
    body = "".join(notification(told, made.customers())).encode()
    why = webhook.post(settings.notify.url, body, key)
    return NotTold(f"{settings.notify.url} was not told: {why}", "what was done stays done") if why else None


def _from_file(notify: Notify, root: Path) -> str | NotTold:
    remedy = f"set {SECRET}, or write notify: {{secret_file: FILE}}"
    if not notify.secret_file:
        return NotTold(f"{notify.url} was not told: there is no secret to sign with", remedy)
    file = root / notify.secret_file
    try:
        key = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        why = fault.strerror if isinstance(fault, OSError) else "it is not UTF-8"
        return NotTold(f"{notify.url} was not told: the secret in {file} cannot be read: {why}", remedy)
    return key or NotTold(f"{notify.url} was not told: {file} is empty", remedy)
