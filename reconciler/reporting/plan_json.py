"""A plan for programs: one object, or a line a change. Unfolded, and made from the rows that text is made from."""

from collections.abc import Iterable, Iterator
from typing import Any

from reconciler.planning.changes import BY_UNDO_ONLY, IN_JOURNALS_ONLY, ON_CONTRACTS
from reconciler.planning.plan import (
    CustomerPlan,
    Digests,
    Heading,
    Listed,
    Listing,
    Permitted,
    Sight,
    ToChange,
    Verdict,
)
from reconciler.planning.tally import Tally
from reconciler.reporting.action_words import WORDS
from reconciler.reporting.change_json import change_objects
from reconciler.reporting.dangers import dangers_first
from reconciler.reporting.escapes import for_json
from reconciler.reporting.findings_json import finding_object
from reconciler.reporting.grouping import spelling
from reconciler.reporting.json_stream import FORMAT_VERSION, Pieces, array, document, members, objects
from reconciler.reporting.requests_json import approval_object, request_rows, requests_pieces


def plan_json(heading: Heading, digests: Digests, customers: Iterable[CustomerPlan]) -> Iterator[str]:
    """One object, written as the customers come; the sums follow them, and keys are sorted all the same."""
    tally = Tally()
    verdicts: list[str] = []

    def shown() -> Iterator[Pieces]:
        for plan in customers:
            tally.add(plan)
            verdicts.extend(for_json(verdict_object(v, plan.customer)) for v in plan.guards)
            yield _customer(plan)

    yield from document(
        **_head(heading, digests),
        kind="plan",
        customers=objects(shown()),
        findings=array(for_json(finding_object(f)) for f in heading.findings),
        guards=lambda: array([*verdicts, *_of_the_run(tally)]),
        summary=lambda: _sums(tally),
    )


def plan_ndjson(heading: Heading, digests: Digests, customers: Iterable[CustomerPlan]) -> Iterator[str]:
    """A line each for the plan, its changes, lists, findings and verdicts, and the sums; ``kind`` says which it is."""
    tally = Tally()
    yield for_json({**_head(heading, digests), "kind": "plan"}) + "\n"
    for plan in customers:
        tally.add(plan)
        for row in _changes(plan):
            yield for_json({"kind": "change", "customer": plan.customer, **row}) + "\n"
        for sight in plan.sights:
            yield for_json({"kind": "sight", "customer": plan.customer, **_sight(sight)}) + "\n"
        for request in plan.requests:
            for row in request_rows(request, plan):
                yield for_json({"kind": "request", "customer": plan.customer, **row}) + "\n"
        for approval in plan.approvals:
            yield for_json({"kind": "approval", "customer": plan.customer, **approval_object(approval, plan)}) + "\n"
        for each in plan.listed:
            for entry in listed_objects(each, plan):
                yield for_json({"kind": each.listing.value, "customer": plan.customer, **entry}) + "\n"
        for finding in plan.findings:
            yield for_json({"kind": "finding", "customer": plan.customer, **finding_object(finding)}) + "\n"
        for verdict in plan.guards:
            yield for_json({"kind": "guard", **verdict_object(verdict, plan.customer)}) + "\n"
    for whole in _of_the_run(tally):
        yield whole + "\n"
    yield for_json({"kind": "summary", **_sums(tally)}) + "\n"


def _head(heading: Heading, digests: Digests) -> dict[str, Any]:
    return {
        "format_version": FORMAT_VERSION,
        "plan": _named(digests.plan),
        "changes_digest": _named(digests.changes),
        "lineage": heading.lineage or None,
        "date": heading.date.isoformat(),
        "actor": heading.actor,
        "config": {"digest": _named(heading.config) or None, "commit": heading.commit or None},
        "engine": heading.engine,
        "flags": list(heading.flags),
    }


def _named(digest: str) -> str:
    return digest if not digest or ":" in digest else f"sha256:{digest}"


def _customer(plan: CustomerPlan) -> Pieces:
    those = [x for x in Listing if x is not Listing.CONFLICT or any(each.listing is x for each in plan.listed)]
    lists = {listing.value: _listed(listing, plan) for listing in those}
    return members(
        customer=plan.customer,
        serial=plan.serial,
        contract=plan.contract or None,
        support=plan.support or None,
        due=plan.due.isoformat() if plan.due else None,
        changes=array((for_json(o) for o in _changes(plan)), "   "),
        **({"sight": array((for_json(_sight(sight)) for sight in plan.sights), "   ")} if plan.sights else {}),
        **requests_pieces(plan),
        findings=array((for_json(finding_object(f)) for f in plan.findings), "   "),
        **lists,
    )


def _sight(sight: Sight) -> dict[str, Any]:
    return {
        "workspace": sight.at,
        "people_losing": sight.losing,
        "people_gaining": sight.gaining,
        "people_asked": sight.asked,
        "cases": sight.cases,
        "open_cases": sight.open_cases,
    }


def _changes(plan: CustomerPlan) -> Iterator[dict[str, Any]]:
    """Unfolded, dangers first; where approvals were asked for, each with the number of its own among them."""
    approval = {position: n for n, a in enumerate(plan.approvals) for position in a.changes}
    for position, change, danger in dangers_first(plan):
        more = {**({"approval": approval[position]} if approval else {}), **({"danger": True} if danger else {})}
        for row in change_objects(change, plan):
            yield {**row, **more} if more else row


def _listed(listing: Listing, plan: CustomerPlan) -> Pieces:
    those = (each for each in plan.listed if each.listing is listing)
    return array((for_json(o) for each in those for o in listed_objects(each, plan)), "   ")


def listed_objects(each: Listed, plan: CustomerPlan) -> Iterator[dict[str, Any]]:
    where = "contract" if each.action in {a.value for a in ON_CONTRACTS} else "workspace"
    for person in each.who or (None,):
        yield {
            where: each.at or None,
            "person": spelling(person, plan) if person is not None else None,
            "role": each.role.value if each.role else None,
            "why": each.why,
            "rule": each.rule,
            "until": each.until.isoformat() if each.until else None,
            "action": each.action or None,
        }


def _sums(tally: Tally) -> dict[str, int]:
    """Every action word that a plan can hold, those of an undo where they occur, and the sums."""
    seldom = {action for action in BY_UNDO_ONLY if not tally.actions[action.value]} | IN_JOURNALS_ONLY
    words = {action.value: tally.actions[action.value] for action in WORDS if action not in seldom}
    sums = {"total": tally.total, "people_gaining": tally.gaining, "people_losing": tally.losing}
    return {**words, **sums, **({"requested": tally.requested} if tally.asked else {})}


def _of_the_run(tally: Tally) -> Iterator[str]:
    """What is judged over all customers, and is of none."""
    if (verdict := tally.run.verdict()) is not None:
        yield for_json({"kind": "guard", **verdict_object(verdict, None)})


def verdict_object(verdict: Verdict, customer: str | None) -> dict[str, Any]:
    return {
        "id": verdict.guard,
        "customer": customer,
        "ok": verdict.ok,
        "value": verdict.value,
        "limit": verdict.limit,
        "of": verdict.of or None,
        "held": verdict.held,
        "what": verdict.what,
        "remedy": verdict.remedy,
        **({"to_change": [_to_change(line) for line in verdict.to_change]} if verdict.to_change else {}),
        **({"permits": [_permit(permit) for permit in verdict.permits]} if verdict.permits else {}),
    }


def _permit(permit: Permitted) -> dict[str, Any]:
    until = permit.until.isoformat()
    return {"permit": permit.permit, "by": permit.by, "because": permit.because, "until": until}


def _to_change(line: ToChange) -> dict[str, Any]:
    return {"source": line.place or None, "what": line.what, "people": line.people}
