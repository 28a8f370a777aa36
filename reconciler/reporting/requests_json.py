"""Requests and approvals for programs. They are only in plans that were made for one person, or to be approved."""

from collections.abc import Iterator
from typing import Any

from reconciler.planning.changes import Authority
from reconciler.planning.plan import CustomerPlan, summary
from reconciler.planning.request import Approval, Asked, Request
from reconciler.reporting.authority_words import reasons
from reconciler.reporting.change_json import change_objects
from reconciler.reporting.escapes import for_json
from reconciler.reporting.json_stream import array
from reconciler.reporting.requests_text import as_a_plan


def requests_pieces(plan: CustomerPlan) -> dict[str, Any]:
    """The keys of a customer that only such plans have."""
    pieces: dict[str, Any] = {}
    if plan.standing:
        requests = (for_json(request_object(r, plan)) for r in plan.requests)
        pieces |= {"standing": plan.standing, "requests": array(requests, "   ")}
    if plan.approvals:
        pieces["approvals"] = array((for_json(approval_object(a, plan)) for a in plan.approvals), "   ")
    return pieces


def request_object(request: Request, plan: CustomerPlan) -> dict[str, Any]:
    changes = [{k: v for k, v in row.items() if k != "to"} for row in request_rows(request, plan)]
    return {
        "to": asked_object(request.to),
        "why": reasons(request.to, request.changes),
        "names": dict(request.names),
        "purposes": dict(request.purposes),
        "changes": changes,
    }


def request_rows(request: Request, plan: CustomerPlan) -> Iterator[dict[str, Any]]:
    """What is asked for, a change of a person each, and to whom it goes."""
    shown = as_a_plan(request, plan)
    for changes, follows in ((request.changes, False), (request.follows, True)):
        for change in changes:
            for row in change_objects(change, shown, part="request"):
                yield {**row, "follows": follows, "to": asked_object(request.to)}


def approval_object(approval: Approval, plan: CustomerPlan) -> dict[str, Any]:
    """``needed`` is false for what a rule does by itself. Each change of the plan says which of them is its own."""
    changes = tuple(plan.changes[position] for position in approval.changes)
    return {
        "by": asked_object(approval.by),
        "needed": approval.by.authority is not Authority.SYSTEM,
        "summary": summary(changes),
        "rules": sorted({change.rule for change in changes}),
        "why": reasons(approval.by, changes),
        **({"given_by": list(approval.given), "missing": approval.missing} if approval.given is not None else {}),
    }


def asked_object(asked: Asked) -> dict[str, Any]:
    """``declared``: only the files name them, which gives nobody a right."""
    return {
        "authority": asked.authority.value,
        "workspace": asked.at or None,
        "people": list(asked.people),
        "declared": asked.declared,
    }
