"""One customer's plan, from what is desired and what is.

D-20: "A plan is a pure function of (configuration, state, date): the same changes every time, whatever the order of
files, keys and lists."
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from reconciler.findings import Finding, Nowhere, Places, in_order
from reconciler.kinds.days import days_after
from reconciler.kinds.desired import Desired
from reconciler.kinds.estate import Estate
from reconciler.kinds.renewal import counting
from reconciler.kinds.seating import accepted_admins
from reconciler.kinds.source import Source
from reconciler.kinds.workspace import Manage, WorkspaceId
from reconciler.planning import order
from reconciler.planning.approvals import approvals
from reconciler.planning.authority import attributed, default_in_force
from reconciler.planning.case_words import told_of_cases
from reconciler.planning.changes import ON_PEOPLE, ON_STATUS, Action, Change
from reconciler.planning.diff import Draft, seat_changes
from reconciler.planning.due import only_due, with_due
from reconciler.planning.effects import TakenBack, nothing_taken_back
from reconciler.planning.facts import fact_changes, introduced, units
from reconciler.planning.guards.assertion import standing as standing_breaches
from reconciler.planning.guards.book import judged
from reconciler.planning.guards.proposal import Proposal
from reconciler.planning.late_workspaces import told_of_late_workspaces
from reconciler.planning.lens import View, parted
from reconciler.planning.let_go import let_go
from reconciler.planning.merges import merged_in
from reconciler.planning.moves import hold_moves
from reconciler.planning.permits import NONE, Granted, lifted
from reconciler.planning.plan import CustomerPlan, Listed
from reconciler.planning.provenance import Provenance
from reconciler.planning.reach import reach
from reconciler.planning.renames import Renamed
from reconciler.planning.request import Request
from reconciler.planning.result import seats_after
from reconciler.planning.shrunken import Shrunken, hold_removals, remembered
from reconciler.planning.succession import Handover, hand_over, listed_vacancies, lowers, with_meaning
from reconciler.planning.waves import in_waves, told_of_waves

TAKES_AWAY = frozenset(
    {Action.REMOVE, Action.REVOKE, Action.ARCHIVE_WORKSPACE, Action.SUSPEND_WORKSPACE, Action.REMOVE_BENEFIT}
)


class Circumstances(NamedTuple):
    """What a plan needs besides the two estates. ``files`` are all files of the configuration; ``said_archived`` the
    workspaces that a file itself says are archived or closed."""

    on: date
    places: Places = Nowhere()
    files: frozenset[str] = frozenset()
    sources: Mapping[WorkspaceId, Source] = {}
    source: str = ""
    managed_by: str = ""
    said_archived: frozenset[WorkspaceId] = frozenset()
    no_removals: bool = False
    due_only: bool = False
    """What the day alone asks for, and nothing else."""
    only: frozenset[WorkspaceId] | None = None
    """The workspaces that were asked for; None for the whole customer."""
    before: Estate | None = None
    """The state as it is, where ``current`` has new names in it already."""
    view: View | None = None
    """Whose part of the plan is asked for, or whose word it needs; None for the whole plan."""
    permits: Granted = NONE
    taken_back: TakenBack = nothing_taken_back

    @property
    def of_all_asked(self) -> bool:
        """Whether nothing that may be asked for in these workspaces is left out: neither removals, nor what is not
        one person's to do."""
        return not self.no_removals and (self.view is None or self.view.actor is None)


def plan_customer(
    desired: Desired, names: Renamed, findings: Collection[Finding], given: Circumstances
) -> CustomerPlan:
    """The plan of one customer, of which ``desired`` is made from ``names`` too."""
    current, on = names.current, given.on
    drafted = _drafted(desired, names, given)
    whole, late = _whole(drafted, desired, current, given)
    speaks = desired.speaks(on)
    sited = Provenance(given.places, speaks or "").placed
    ordered, seen = _seen_by(given, names.changes, desired, current, whole, sited)
    judgement = judged(_proposal(ordered, drafted, desired, current, given))
    verdicts = tuple(lifted(verdict, current.customer, given.permits) for verdict in judgement)
    vacant, without_admin = listed_vacancies(current, _after(ordered, current), on)
    waves = told_of_waves(ordered, desired.estate)
    told = [*findings, *desired.findings, *late, *waves, *without_admin, *standing_breaches(verdicts)]
    seen_by_whom = reach(ordered, current)
    lines = (line for line in (*drafted.draft.listed, *vacant) if _line_asked_for(line, given))
    return CustomerPlan(
        customer=desired.estate.customer,
        serial=current.serial,
        changes=ordered,
        due=_due(desired, on, drafted.draft),
        contract=speaks or "",
        support=desired.estate.contracts[speaks].support.value if speaks is not None else "",
        people=introduced(ordered, desired.estate, current),
        listed=order.listed_in_order(lines),
        guards=verdicts,
        findings=in_order(f.placed(given.places) for f in told),
        managed_by=given.managed_by,
        said_archived=tuple(sorted(given.said_archived)),
        source=given.source,
        gaining=seen_by_whom.gaining,
        losing=seen_by_whom.losing,
        sights=seen_by_whom.sights,
        units=units(whole, desired.estate, current),
        run_limit=desired.estate.limits.tighter(current.limits).of_a_run,
        **_marks(ordered, drafted, desired, current, given),
        **seen,
    )


class _Drafted(NamedTuple):
    """A draft without what has to wait; the rosters and the handovers because of which it has to."""

    draft: Draft
    shrunken: list[Shrunken]
    handovers: list[Handover]


def _drafted(desired: Desired, names: Renamed, given: Circumstances) -> _Drafted:
    draft, current = Draft(list(names.changes), list(names.held)), names.current
    fact_changes(desired, current, draft)
    seat_changes(desired, current, given.on, draft)
    hold_moves(desired, draft)
    limits = desired.estate.limits.tighter(current.limits)
    shrunken = hold_removals(given.sources, current, limits, draft, given.permits)
    return _Drafted(draft, shrunken, hand_over(desired, current, given.on, draft))


def _whole(
    drafted: _Drafted, desired: Desired, current: Estate, given: Circumstances
) -> tuple[tuple[Change, ...], tuple[Finding, ...]]:
    """All changes that were asked for, on whose word, in order and in waves; and what is told of late workspaces."""
    changes, on = with_meaning(drafted.draft.changes, drafted.handovers), given.on
    kept = _kept(changes, desired, current, given)
    whole, late = told_of_late_workspaces(order.in_order(attributed(kept, desired, current, on)), current)
    told = told_of_cases(in_waves(whole, current, desired.estate.terms, on), current, on)
    marked = with_due(told, desired, current, on)
    return only_due(marked) if given.due_only else marked, late


def _proposal(
    ordered: tuple[Change, ...], drafted: _Drafted, desired: Desired, current: Estate, given: Circumstances
) -> Proposal:
    return Proposal(
        ordered,
        desired,
        current,
        given.on,
        drafted.handovers,
        files=given.files,
        said_archived=given.said_archived,
        places=given.places,
        shrunken=[each for each in drafted.shrunken if given.only is None or each.workspace in given.only],
        before=given.before,
        taken_back=given.taken_back,
    )


def _after(ordered: tuple[Change, ...], current: Estate) -> Estate:
    """Workspaces that are there already, as the plan leaves them, as far as that tells whether one lacks an admin: who
    has one, and does not lose anybody, lacks none whoever comes."""
    there = [c for c in ordered if c.at in current.workspaces]
    led = {c.at for c in there if accepted_admins(current.seats_in(WorkspaceId(c.at)))}
    led -= {c.at for c in there if c.do in ON_STATUS or lowers(c)}
    others = [c for c in there if c.at not in led]
    return seats_after(current, others) if others else current


def _seen_by(
    given: Circumstances,
    renames: Collection[Change],
    desired: Desired,
    current: Estate,
    whole: tuple[Change, ...],
    sited: Callable[[Change], Change],
) -> tuple[tuple[Change, ...], dict[str, Any]]:
    """What the person for whom it is planned may do, all of it where it is for nobody, and what the plan says besides:
    the requests, or the approvals. ``whole`` has no places yet, since people of one change may be parted; ``sited``
    gives them."""
    if given.view is None:
        return tuple(map(sited, whole)), {}
    new_ids = {
        WorkspaceId(str(c.was["id"])): WorkspaceId(c.at)
        for c in renames
        if c.do is Action.RENAME_WORKSPACE and isinstance(c.was, Mapping)
    }
    standing = replace(given.view.standing.under_new_ids(new_ids), default=default_in_force(desired, current))
    view = replace(given.view, standing=standing)
    mine, requests = parted(whole, view, desired, current)
    said = {
        "standing": view.said,
        "requests": tuple(_request_placed(r, sited, desired, current) for r in requests),
        "approvals": approvals(whole, view.standing, desired, view.approvers) if view.actor is None else (),
    }
    return tuple(map(sited, mine)), said


def _request_placed(request: Request, sited: Callable[[Change], Change], desired: Desired, current: Estate) -> Request:
    changes, follows = (tuple(map(sited, some)) for some in (request.changes, request.follows))
    people = introduced((*changes, *follows), desired.estate, current)
    return replace(request, changes=changes, follows=follows, people=people)


def _asked_for(change: Change, given: Circumstances) -> bool:
    if given.no_removals and (change.do in TAKES_AWAY or lowers(change)):
        return False
    return given.only is None or change.at in given.only or change.do in ON_PEOPLE


def _ends(change: Change, desired: Desired, current: Estate, on: date) -> bool:
    """Dates by which the live contract is over take away as much as suspending what it is for."""
    return change.do is Action.UPDATE_CONTRACT and not desired.live and change.at == counting(current.contracts, on)


def _kept(changes: list[Change], desired: Desired, current: Estate, given: Circumstances) -> list[Change]:
    """What was asked for, of everything that differs."""
    if given.only is None and not given.no_removals:
        return changes
    kept = [c for c in changes if _asked_for(c, given)]
    if given.no_removals:
        kept = [c for c in kept if not _ends(c, desired, current, given.on)]
    return [*kept, *_renamed_before(kept, changes)]


def _renamed_before(kept: Sequence[Change], changes: Iterable[Change]) -> list[Change]:
    """D-19: names first. Two people become one wherever they are, also in workspaces that were not asked for and that
    are called otherwise from then on: these get their names."""
    concerned = {at for c in kept if c.do is Action.MERGE_PERSON for at in merged_in(c)} - {c.at for c in kept}
    return [c for c in changes if c.do is Action.RENAME_WORKSPACE and c.at in concerned]


def _partly(
    desired: Desired, current: Estate, shrunken: list[Shrunken], given: Circumstances
) -> frozenset[WorkspaceId]:
    """Workspaces of which this plan leaves something undone; those that are only held stay as they were."""
    known = desired.estate.workspaces
    if not given.of_all_asked:
        return frozenset(known)
    apart = {w for w in known if given.only is not None and w not in given.only}
    each = (*known.items(), *current.workspaces.items())
    apart |= {w for w, x in each if not x.manage_admins is x.manage_members is Manage.FULL and w in known}
    return frozenset({*apart, *desired.waits, *desired.held, *(each.workspace for each in shrunken if each.held)})


def _marks(
    ordered: tuple[Change, ...], drafted: _Drafted, desired: Desired, current: Estate, given: Circumstances
) -> dict[str, Any]:
    """What the state remembers of the files, once it is applied; nothing of those that nobody has agreed to."""
    if given.due_only:
        before = given.before or current
        names = ("sources", "attempts", "terms", "let_go")
        return {name: getattr(before, name) for name in names}
    return {
        "sources": remembered(given.sources, current, _partly(desired, current, drafted.shrunken, given)),
        "attempts": desired.estate.attempts,
        "terms": current.terms if all(change.due for change in ordered) else desired.estate.terms.agreed_to,
        "let_go": let_go(desired, current, given.on, in_part=given.only is not None or not given.of_all_asked),
    }


def _line_asked_for(line: Listed, given: Circumstances) -> bool:
    return given.only is None or line.at in given.only


def _due(desired: Desired, on: date, draft: Draft) -> date | None:
    """The first day on which another plan would come out (D-22)."""
    days = set(draft.days)
    for contract in desired.estate.contracts.values():
        days |= {contract.starts, days_after(contract.ends)}
    policies = [desired.estate.policy, *(w.policy for w in desired.estate.workspaces.values())]
    days |= {days_after(p.until) for p in policies if p is not None and p.until is not None}
    return min((d for d in days if d > on), default=None)
