"""What was reviewed is what is applied, even where the files have moved in between.

By a digest the whole of it has to be the same. By the plan that was reviewed, a part of it may be done already: then
what is planned now is the rest, and not a change more. What is due by itself (``planning.due``) is nobody's to agree
to: it counts on neither side, and is applied with what was reviewed.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from reconciler.applying.done import units_done
from reconciler.applying.record import estate_or_nothing
from reconciler.errors import InputInvalid, PlanRefused, WrongUsage
from reconciler.findings import some_of
from reconciler.kinds.estate import CustomerId
from reconciler.planning.changes import Change
from reconciler.planning.plan import CustomerPlan
from reconciler.planning.plan_file import written
from reconciler.planning.units import units
from reconciler.ports import StateStore
from reconciler.workflows.plan import MadePlan, read_plan
from reconciler.workflows.state import reading

_DIGEST = re.compile(r"(?:sha256:)?([0-9a-f]{64})")
_AGAIN = "review what is planned now: reconciler plan PATH --out FILE"
_NOBODY = CustomerPlan(CustomerId(""), 0)


def refuse_unreviewed(made: MadePlan, reviewed: str) -> None:
    """``reviewed`` is a digest of changes, or a file. PlanRefused where something else is planned, WrongUsage where it
    is neither."""
    planned = made.digests.changes if made.file is None else _digest_of(made)
    if found := _DIGEST.fullmatch(reviewed):
        agreed_to = f"sha256:{found[1]}"
        if planned != agreed_to and _with_what_is_due(made) != agreed_to:
            _refuse_invalid(made)
            now = f"its changes have the digest {planned}"
            raise PlanRefused(f"what is planned now is not what was reviewed: {now}", _AGAIN)
        return
    if not Path(reviewed).is_file():
        raise WrongUsage(
            f"--reviewed {reviewed} is neither a plan file nor a digest of changes",
            "give the file of plan --out, or the changes_digest of plan --format json",
        )
    with read_plan(Path(reviewed)) as agreed:
        if _agreed_to(agreed.customers()) != planned:
            _refuse_invalid(made)
            _refuse_others(made, agreed)


def _digest_of(saved: MadePlan) -> str:
    """Of its changes; nobody's mark makes any of them due."""
    if any(change.due for customer in saved.customers() for change in customer.changes):
        raise PlanRefused(
            "this saved plan has changes that are due by themselves, which no review vouches for",
            "plan again and apply what was reviewed: reconciler apply PATH --reviewed FILE",
        )
    return _agreed_to(saved.customers())


def _with_what_is_due(made: MadePlan) -> str:
    """What was reviewed may have fallen due since, the whole of it or some."""
    return _agreed_to(map(_none_due, made.customers()))


def _none_due(plan: CustomerPlan) -> CustomerPlan:
    if not any(change.due for change in plan.changes):
        return plan
    return replace(plan, changes=tuple(change._replace(due=False) for change in plan.changes))


def _agreed_to(customers: Iterable[CustomerPlan]) -> str:
    """Of the changes themselves, whatever digest a file claims: anybody may have written it."""
    agreed = sha256()
    for customer in customers:
        agreed.update(written(customer).reviewed)
    return f"sha256:{agreed.hexdigest()}"


def _refuse_invalid(made: MadePlan) -> None:
    """Nothing is planned of files that are wrong, which is no answer to what was reviewed."""
    for plan in made.customers():
        if plan.invalid:
            raise InputInvalid(
                f"what was reviewed cannot be held against {plan.customer}, which has errors now", "reconciler validate"
            )


def _refuse_others(made: MadePlan, agreed: MadePlan) -> None:
    if made.heading.lineage != agreed.heading.lineage:
        raise PlanRefused("what was reviewed was planned against another state", _AGAIN)
    if made.place is None:
        raise PlanRefused(
            "this saved plan has other changes than the one that was reviewed",
            "apply the one that was reviewed, or review this one: reconciler diff now FILE",
        )
    with reading(made.place) as store:
        for was, now in _side_by_side(agreed, made):
            if why := next(_differences(was, now, store), ""):
                customer = now.customer or was.customer
                raise PlanRefused(f"what is planned now is not what was reviewed: {customer}: {why}", _AGAIN)


def _side_by_side(agreed: MadePlan, made: MadePlan) -> Iterator[tuple[CustomerPlan, CustomerPlan]]:
    """Both plans have their customers in order."""
    one, other = agreed.customers(), made.customers()
    was, now = next(one, None), next(other, None)
    while was is not None or now is not None:
        first = min(each.customer for each in (was, now) if each is not None)
        mine, theirs = was is not None and was.customer == first, now is not None and now.customer == first
        yield (was if mine and was else _NOBODY), (now if theirs and now else _NOBODY)
        was = next(one, None) if mine else was
        now = next(other, None) if theirs else now


def _differences(was: CustomerPlan, now: CustomerPlan, store: StateStore | None) -> Iterator[str]:
    agreed = {unit for change in _asked_for(was) for unit in units(change)}
    planned = {unit: (change, n) for change in _asked_for(now) for n, unit in enumerate(units(change))}
    fresh = [_said(*planned[unit]) for unit in planned if unit not in agreed]
    if fresh:
        was_not = "change was" if len(fresh) == 1 else "changes were"
        yield f"{len(fresh):,} {was_not} not reviewed ({some_of(fresh)})"
    if _asked_for(now) and now.terms != was.terms:
        yield "people would be asked on other terms than were reviewed"
    people = {p for change in _asked_for(now) for p in change.who}
    renamed = [p for p, facts in now.people.items() if p in people and was.people.get(p) != facts]
    if renamed:
        yield f"other facts were reviewed of {some_of([str(p) for p in renamed])}"
    due = {unit for change in now.changes if change.due for unit in units(change)}  # since the review, perhaps
    if agreed <= planned.keys() | due:
        return
    holding = store.holding(was.customer) if store is not None else None
    estate = estate_or_nothing(holding, was.customer)
    open_ = [
        _said(change, n)
        for change in _asked_for(was)
        for n, (unit, done) in enumerate(units_done(change, estate))
        if unit not in planned and unit not in due and not done
    ]
    if open_:
        many = "change that was reviewed is" if len(open_) == 1 else "changes that were reviewed are"
        yield f"{len(open_):,} {many} neither planned any more nor done ({some_of(open_)})"


def _asked_for(plan: CustomerPlan) -> Sequence[Change]:
    return [change for change in plan.changes if not change.due]


def _said(change: Change, position: int) -> str:
    whom = f" {change.who[position]} in" if change.who else ""
    return f"{change.do.value.replace('_', ' ')}{whom} {change.at}".strip()
