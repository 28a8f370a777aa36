"""JSON states: what nobody sealed is refused; what somebody sealed anew can be shown, or is damaged."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from hashlib import sha256

from reconciler.applying.record import estate_of
from reconciler.errors import StateBroken, StateIdentity
from reconciler.kinds.estate import Estate
from reconciler.planning import canonical
from reconciler.reporting.look import Look
from reconciler.reporting.state_json import state_json
from reconciler.reporting.state_text import state_text
from reconciler.stores import shapes
from reconciler.stores.json_line import Line, shelf_from
from reconciler.stores.json_snapshot import snapshot_from
from reconciler.stores.refusals import MALFORMED
from reconciler.workflows.show import ShownCustomer
from targets.active import refuse_active

DAY = date(2026, 7, 1)


def one(content: bytes) -> None:
    with suppress(StateBroken, StateIdentity):
        snapshot_from(content, "hub.json")
    body = content.removesuffix(b"\n") + b"\n"
    end = canonical.dump({"end": body.count(b"\n") - 1, "sha256": sha256(body).hexdigest()}) + b"\n"
    try:
        found = snapshot_from(body + end, "hub.json")
    except (StateBroken, StateIdentity) as fault:
        refuse_active([fault.what])
        return
    assert b"".join(found.chunks()).startswith(b'{"reconciler_state":1,')
    for estate in (estate for line in found.lines.values() for estate in estates(line)):
        shown = ShownCustomer(estate)
        refuse_active(state_text([shown], DAY, Look(), unfold=True, workspace=None))
        refuse_active(state_json([shown], DAY))


def estates(line: Line) -> Iterator[Estate]:
    """At most one."""
    try:
        shelf = shelf_from(line)
        holding = shapes.holding(shelf.holding())
        list(shelf.owed())
        shelf.queued(DAY)
    except MALFORMED:
        return
    with suppress(StateBroken):
        yield estate_of(holding)
