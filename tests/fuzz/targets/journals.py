"""Lines of a JSON state's journal, and the entries in them: told, or not understood."""

from contextlib import suppress

from reconciler.errors import StateBroken
from reconciler.history.chain import chain_faults
from reconciler.history.happenings import happenings
from reconciler.history.replay import replayed
from reconciler.history.told import told
from reconciler.history.vouched import value_faults
from reconciler.kinds.customer import CustomerId
from reconciler.ports import Holding, head_of
from reconciler.stores.json_journal import journal_line_from
from reconciler.stores.refusals import MALFORMED

CONTOSO = CustomerId("contoso")
PEOPLE = {number: f"p{number}@contoso.com" for number in range(1, 30)}


def one(content: bytes) -> None:
    entries = []
    for line in content.splitlines(keepends=True):
        with suppress(*MALFORMED):
            entries.append(journal_line_from(line).entry)
    for entry in entries:
        with suppress(StateBroken):
            told(CONTOSO, entry)
        with suppress(StateBroken):
            list(happenings(CONTOSO, [entry]))
    head = head_of(entries[-1]) if entries else ""
    list(chain_faults(CONTOSO, entries, len(entries), head))
    list(value_faults([], entries))
    record = {"last": 30, "people": {}, "workspaces": {}, "contracts": {}, "policy": None, "limits": {}}
    holding = Holding(CONTOSO, len(entries) or 1, head, record, PEOPLE, {}, {}, "", {}, {})
    with suppress(StateBroken):
        for step in replayed(CONTOSO, entries, holding):
            str(step.broken)
