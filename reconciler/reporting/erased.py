"""What erasing somebody takes away, and what it cannot reach."""

from collections.abc import Iterator

from reconciler.reporting.erased_view import Erased, LetReturn
from reconciler.reporting.escapes import for_json
from reconciler.reporting.json_stream import FORMAT_VERSION
from reconciler.reporting.look import Look
from reconciler.reporting.words import counted, listed, paragraph

_LINES = 5


def question(would: Erased) -> str:
    where = listed([each.customer for each in would.customers])
    access = sum(each.memberships for each in would.customers)
    return (
        f"Erase {would.person} from {where}? {counted(access, 'membership')} would end at once. "
        "This cannot be taken back. Only yes is accepted:"
    )


def erased_text(done: Erased, look: Look) -> Iterator[str]:
    for each in done.customers:
        parts = [
            counted(each.memberships, "membership") + " ended",
            counted(each.invitations, "invitation") + " taken back",
            counted(each.values, "personal value") + " erased",
            f"{counted(each.messages, 'message')} and {counted(each.letters, 'letter')} owed no more",
        ]
        yield from paragraph(f"{each.customer}, now at serial {each.serial}: {', '.join(parts)}.", look)
    if done.before and not done.customers:
        where = listed(list(done.before))
        yield from paragraph(
            f"{done.person} was erased from {where} before; the state's files were cleaned again.", look
        )
    yield from paragraph("Not reached:", look)
    for place in _not_reached(done):
        yield from paragraph(f"- {place}", look, rest="  ")


def _not_reached(done: Erased) -> Iterator[str]:
    if done.lines:
        more = f" and {len(done.lines) - _LINES} more lines" if len(done.lines) > _LINES else ""
        yield f"the files, which still name them: {', '.join(done.lines[:_LINES])}{more}; take them out"
    yield "the history of the files in Git"
    yield "saved plans, permits, requests and exports that name them"
    yield f"backups and copies of {done.url}"
    yield "mails that have left, and files in an outbox"
    if done.named_in:
        where = listed(list(done.named_in))
        how = "as somebody who acted, on a contract or as what another was called"
        yield f"{where}, where they are no person and are named: {how}"
    if done.shared_in:
        where = listed(list(done.shared_in))
        yield f"{where}, where somebody else is or was called so: in what is told of them it stays"
    if done.vendor:
        yield f"the vendor's people: reconciler state vendor remove {done.person}"


def erased_json(done: Erased) -> Iterator[str]:
    fields = ("customer", "serial", "memberships", "invitations", "values", "messages", "letters")
    found = {
        "format_version": FORMAT_VERSION,
        "kind": "erased",
        "person": done.person,
        "customers": [{name: getattr(each, name) for name in fields} for each in done.customers],
        "erased_before": list(done.before),
        "not_reached": list(_not_reached(done)),
    }
    yield for_json(found) + "\n"


def returning_text(done: LetReturn, look: Look) -> Iterator[str]:
    yield from paragraph(
        f"{done.customer}, now at serial {done.serial}: {done.person} may be taken in again, as somebody new. Nothing "
        "of before comes back; whoever declares them now has them invited by the next plan.",
        look,
    )


def returning_json(done: LetReturn) -> Iterator[str]:
    told = {"person": done.person, "customer": done.customer, "serial": done.serial}
    yield for_json({"format_version": FORMAT_VERSION, "kind": "let_return", **told}) + "\n"
