"""The current state for people: a customer, its workspaces, and who is in them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from reconciler.kinds.contract import ContractId
from reconciler.kinds.estate import Estate
from reconciler.kinds.renewal import begins, counting
from reconciler.kinds.seat import Role
from reconciler.kinds.workspace import Workspace, WorkspaceId, WorkspaceStatus
from reconciler.reporting.fields import fields_said, said
from reconciler.reporting.grouping import FOLDED_ABOVE
from reconciler.reporting.look import Look, Shade, cells, padded
from reconciler.reporting.state_view import ShownCustomer, invitations_of, members_of
from reconciler.reporting.words import counted, number
from reconciler.rules.entitlement import barred

_WORDS = {"past_end": "past its end", "void": "void, no contract is live"}


def state_text(
    customers: Iterable[ShownCustomer], on: date, look: Look, *, unfold: bool = False, workspace: str | None = None
) -> Iterator[str]:
    """Of more than twenty people in a workspace only their number is shown, unless it alone was asked for."""
    shown = 0
    for customer in customers:
        yield from _customer(customer, on, look, unfold or workspace is not None, workspace)
        yield "\n"
        shown += 1
    yield f"{counted(shown, 'customer')}.\n" if shown else "The state holds no customer yet.\n"


def _customer(customer: ShownCustomer, on: date, look: Look, unfold: bool, workspace: str | None) -> Iterator[str]:
    estate = customer.estate
    yield look.painted(Shade.STRONG, look.safe(estate.customer)) + f"   serial {number(estate.serial)}\n"
    for name, contract in sorted(estate.contracts.items()):
        renews = f", renews {contract.renews}" if contract.renews else ""
        known = f"{contract.support}, {contract.starts} to {contract.ends}{renews}{_counts(estate, name, on)}"
        yield look.safe(f"  contract {name}: {known}") + "\n"
    for at, facts in sorted(estate.workspaces.items()):
        if workspace in (None, at):
            yield from _workspace(customer, at, facts, on, look, unfold)


def _counts(estate: Estate, contract: ContractId, on: date) -> str:
    """Whether a contract is the one that counts on the day, or when it will be (D-03)."""
    if contract == counting(estate.contracts, on):
        return ""
    day = begins(estate.contracts, contract)
    return f", counts from {day}" if day > on else ", not live"


def _workspace(
    customer: ShownCustomer, at: WorkspaceId, facts: Workspace, on: date, look: Look, unfold: bool
) -> Iterator[str]:
    members = [(row.person, row.seat.role, _until(row.seat.until)) for row in members_of(customer, at)]
    asked = [
        (row.person, row.seat.role, _asked(row.state, row.seat.answer_by))
        for row in invitations_of(customer.estate, at, on)
    ]
    described = _described(facts, len(members), len(asked), barred(customer.estate, at, on) if members else "")
    yield f"  {look.painted(Shade.STRONG, look.safe(at))}   {look.safe(described)}\n"
    yield from _people(members, "members", look, unfold)
    yield from _people(asked, "invitations", look, unfold)


def _described(facts: Workspace, members: int, asked: int, barred_because: str) -> str:
    parts = [] if facts.status is WorkspaceStatus.ACTIVE else [facts.status.value]
    parts += ["default"] if facts.default else []
    parts += [counted(members, "member"), counted(asked, "invitation")]
    parts += [f"benefits {fields_said(None, facts.benefits)}"] if facts.benefits else []
    parts += [f"nobody can open cases: {barred_because}"] if barred_because else []
    return ", ".join(parts)


def _people(rows: Sequence[tuple[str, Role, str]], named: str, look: Look, unfold: bool) -> Iterator[str]:
    shown = rows if unfold or len(rows) <= FOLDED_ABOVE else [r for r in rows if r[1] is Role.ADMIN][:FOLDED_ABOVE]
    width = max((cells(look.safe(person)) for person, _, _ in shown), default=0)
    for person, role, remark in shown:
        yield f"    {padded(role.value, 6)}  {padded(look.safe(person), width)}  {remark}".rstrip() + "\n"
    if len(shown) < len(rows):
        yield f"    {number(len(rows) - len(shown))} more {named}; -v shows all\n"


def _until(last_day: date | None) -> str:
    return f"until {last_day}" if last_day else ""


def _asked(state: str, answer_by: date | None) -> str:
    return f"invited, open until {said(answer_by)}" if state == "open" else _WORDS.get(state, state)
