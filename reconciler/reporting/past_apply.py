"""What an apply did: in the lines of a plan, and for programs as objects of a plan are."""

from collections import Counter
from collections.abc import Iterator, Sequence

from reconciler.kinds.days import in_utc
from reconciler.kinds.file_commit import commit_said
from reconciler.reporting.action_words import done_said
from reconciler.reporting.blocks import block, grid_of
from reconciler.reporting.change_json import change_objects
from reconciler.reporting.customer_text import FOLDED
from reconciler.reporting.escapes import for_json
from reconciler.reporting.history_view import PastApply
from reconciler.reporting.json_stream import FORMAT_VERSION, Pieces, array, document, members, objects
from reconciler.reporting.look import Look
from reconciler.reporting.words import paragraph


def past_apply_text(done: Sequence[PastApply], look: Look, *, unfold: bool = False) -> Iterator[str]:
    """Customer by customer, and at the end what it came to and who did it."""
    for each in done:
        shown = block(each.plan, look, fold=not unfold)
        grid = grid_of([shown], look)
        yield from grid.headed(look.safe(f"{each.plan.customer}, at serial {each.entry.serial}"), "", "", 0)
        yield from shown.written(grid, look)
        if shown.folded:
            yield from paragraph(FOLDED, look, first="  ", rest="  ")
        yield "\n"
    first = done[0].entry
    actions: Counter[str] = Counter()
    for each in done:
        actions.update(each.entry.actions)
    when = in_utc(first.at)[:16].replace("T", " ")
    sentence = f"Apply {first.apply} of {when} UTC by {first.actor} ({first.via}): {done_said(actions)}."
    if first.commit:
        sentence += f" The files stood in commit {commit_said(first.commit)}."
    sentence += "".join(f" By {permit}." for permit in dict.fromkeys(p for each in done for p in each.entry.permits))
    yield from paragraph(sentence, look)


def past_apply_json(done: Sequence[PastApply]) -> Iterator[str]:
    """One object, as a plan's; ``serial`` is the one that the apply made."""
    first = done[0].entry
    yield from document(
        format_version=FORMAT_VERSION,
        kind="apply",
        apply=first.apply,
        plan=first.plan,
        config=first.config or None,
        commit=first.commit or None,
        at=in_utc(first.at),
        actor={"name": first.actor, "via": first.via, "verified": first.verified},
        customers=objects(_customer(each) for each in done),
    )


_NOT_IN_JOURNALS = ("authority", "source")


def _customer(each: PastApply) -> Pieces:
    whole = (row for change in each.plan.changes for row in change_objects(change, each.plan))
    rows = (for_json({n: v for n, v in row.items() if n not in _NOT_IN_JOURNALS}) for row in whole)
    return members(
        customer=each.plan.customer,
        serial=each.entry.serial,
        summary=dict(each.entry.actions),
        changes=array(rows, "   "),
    )
