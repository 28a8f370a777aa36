"""Applies taken back by a saved plan, as somebody would, and the state looked at."""

from runs import CONTOSO, CUSTOMER, JUNE, Run, world

from reconciler.applying.receipt import Receipt
from reconciler.applying.record import estate_of
from reconciler.history.verify import verified
from reconciler.kinds.estate import Estate
from reconciler.kinds.seat import SeatState
from reconciler.planning.plan import CustomerPlan
from reconciler.workflows.history import history
from reconciler.workflows.undo import UndoRequest, undo

WITHOUT_BEN = CUSTOMER.replace("ana@contoso.com, ben@contoso.com", "ana@contoso.com")
WITH_EMEA = CUSTOMER + "  emea:\n    admins: [kai@contoso.com]\n    members: [eva@contoso.com]\n"


def current(run: Run) -> Estate:
    holding = run.store().holding(CONTOSO)
    assert holding is not None
    return estate_of(holding)


def standing(run: Run) -> set[tuple[str, str, str, str]]:
    """Who is a member or invited, and as what."""
    seats = current(run).memberships()
    return {(w, p, s.state, s.role) for w, p, s in seats if s.state in (SeatState.MEMBER, SeatState.INVITED)}


def last_apply(run: Run) -> str:
    return [row.apply for row in history(run.state, None) if row.apply][-1]


def planned(run: Run, name: str = "") -> CustomerPlan:
    with undo(UndoRequest(name or last_apply(run), run.state, JUNE), world(JUNE)) as made:
        (plan,) = made.customers()
        return plan


def taken_back(run: Run, name: str = "") -> Receipt:
    """Saved, and applied from its file."""
    with undo(UndoRequest(name or last_apply(run), run.state, JUNE), world(JUNE)) as made:
        made.save(run.folder / "undo.plan")
    receipt = run.apply_saved(run.folder / "undo.plan")
    assert verified(run.store(), CONTOSO).problems == ()
    return receipt


def applied(run: Run, text: str) -> None:
    run.declare(text)
    run.apply()


def words(plan: CustomerPlan) -> list[str]:
    return [" ".join(filter(None, (c.do.value, c.at, *c.who))) for c in plan.changes]


def conflicts(plan: CustomerPlan) -> list[tuple[str, str]]:
    return [(" ".join(each.who) or each.at, each.why) for each in plan.listed]


def in_finance(run: Run) -> Run:
    """Applied, and accepted by everybody in finance."""
    run.apply()
    run.record(*(("finance", f"{name}@contoso.com", "accepted") for name in ("kai", "ana", "ben")))
    return run
