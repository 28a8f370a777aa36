"""A plan in words, for a reader to look through: both sides of each change, what is listed, who is asked."""

import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from estates import DAY_ONE

from reconciler.planning import plan_file
from reconciler.planning.changes import Change, side_plain
from reconciler.planning.plan import CustomerPlan, Heading
from reconciler.planning.request import Asked, Request

OF_PLANNING = ("D-08", "S-09", "assertion")
"""Findings of rules have files of their own (``tests/golden/rules``)."""

HEADING = Heading(DAY_ONE, "lineage", "sha256:00", "0.1.0")


def from_its_file(plan: CustomerPlan) -> tuple[CustomerPlan, dict[str, Any]]:
    """The plan as it is read again, and the line that it was written as."""
    file = io.BytesIO()
    plan_file.write(HEADING, [plan], file)
    plan_file.verified(file)
    file.seek(0)
    (read,) = plan_file.customers(file)
    return read, json.loads(file.getvalue().splitlines()[1])


def plan_said(plan: CustomerPlan) -> Iterator[str]:
    if plan.standing:
        yield f"  for the {plan.standing}"
    yield from (f"  {line}" for change in plan.changes for line in change_said(change))
    yield from (f"  {word}: {said(facts)}" for word, facts in plan.people.items())
    for line in plan.listed:
        role = f" as {line.role}" if line.role else ""
        yield " ".join(filter(None, (f"  {line.listing}", line.action, line.at, *line.who))) + f"{role}: {line.why}"
    for request in plan.requests:
        yield from (f"  {line}" for line in request_said(request))
    yield from approvals_said(plan)
    for each in plan.findings:
        if each.rule in OF_PLANNING:
            yield f"  {each.rule}, {each.severity}, {' '.join(each.subject)}: {each.summary}"
            yield from (f"    {text}" for text in (each.explanation, each.remedy))


def approvals_said(plan: CustomerPlan) -> Iterator[str]:
    for approval in plan.approvals:
        given = "not asked" if approval.given is None else " ".join(approval.given) or "nobody yet"
        yield f"  {asked_said(approval.by)} for {' '.join(map(str, approval.changes))}; given by: {given}"


def change_said(change: Change) -> Iterator[str]:
    yield " ".join(filter(None, (change.rule, change.do, change.at, *change.who))) + f", by {change.authority}"
    sides = [side_plain(side) for side in (change.was, change.now)]
    yield f"    {said(sides[0])} -> {said(sides[1])}"
    if change.meaning:
        yield f"    {change.meaning}"


def request_said(request: Request) -> Iterator[str]:
    yield f"ask {asked_said(request.to)}:"
    yield from (f"  {line}" for change in request.changes for line in change_said(change))
    if request.follows:
        yield "  and then:"
        yield from (f"  {line}" for change in request.follows for line in change_said(change))
    for word, facts in (("called", request.names), ("for", request.purposes), ("known", request.people)):
        yield from (f"  {key} {word} {said(value)}" for key, value in facts.items())


def asked_said(asked: Asked) -> str:
    people = [f"{p} (coordinator)" if p in asked.coordinators else p for p in asked.people]
    declared = "by the files, " if asked.declared else ""
    return f"{declared}{asked.authority}{f' of {asked.at}' if asked.at else ''}: {' '.join(people) or 'nobody'}"


def said(value: Any) -> str:
    """JSON with fewer quotes."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {said(inner)}" for key, inner in sorted(value.items())) + "}"
    return "nothing" if value is None else value if isinstance(value, str) else json.dumps(value)
