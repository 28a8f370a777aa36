"""The Customer Activity view for programs."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from reconciler.applying.ledger import shown_text
from reconciler.kinds.case import Case, in_units
from reconciler.kinds.days import in_utc
from reconciler.kinds.plain import plain
from reconciler.reporting.activity_view import Activity, Relation, WorkspaceActivity
from reconciler.reporting.escapes import for_json
from reconciler.reporting.json_stream import FORMAT_VERSION, array, document
from reconciler.rules.benefit_use import Use


def activity_json(view: Activity) -> Iterator[str]:
    """``choice`` is there only where the person has several workspaces (S-16)."""
    choice = {"choice": list(view.choice)} if view.choice else {}
    yield from document(
        format_version=FORMAT_VERSION,
        kind="activity",
        person=view.person,
        date=view.on.isoformat(),
        workspaces=array(for_json(_workspace(each, view.on)) for each in view.workspaces),
        **choice,
    )


def _workspace(shown: WorkspaceActivity, on: date) -> dict[str, Any]:
    people = shown.people(on)
    there = shown.aspects
    terms = plain(there.contract) if there.contract is not None else {}
    terms.pop("benefits", None)
    return {
        "workspace": shown.place,
        "name": shown.facts.name,
        "purpose": shown.facts.purpose,
        "status": shown.facts.status.value,
        "role": shown.role.value,
        "contract": {"id": there.id, "live": there.live, **terms} if there.contract is not None else None,
        "personal_accounts": "allow" if shown.personal else "block",
        "barred": there.barred or None,
        "benefits": {name: _benefit(use) for name, use in shown.uses.items()},
        "people": {relation.value: people.get(relation, 0) for relation in Relation},
        "cases": {
            "open": [_case(n, c, on) for n, c in shown.open_cases().items()],
            "ages": {age.name: count for age, count in shown.ages(on).items()},
            "severities": {severity.value: count for severity, count in shown.severities().items()},
            "closed": sum(not c.open for c in shown.cases.values()),
        },
        "lately": [
            {"at": in_utc(each.at), "actions": dict(each.actions), "cases": list(each.cases)} for each in shown.lately
        ],
    }


def _benefit(use: Use) -> dict[str, Any]:
    left = None if use.left is None else in_units(use.left)
    at_most = {} if use.left_at_most is None else {"left_at_most": in_units(use.left_at_most)}
    return {**plain(use.benefit), "used": in_units(use.used), "left": left, **at_most}


def _case(number: int, case: Case, on: date) -> dict[str, Any]:
    return {
        "number": number,
        "title": shown_text(case.title),
        "severity": case.severity.value,
        "benefit": case.benefit,
        "opened": case.opened.isoformat(),
        "age": case.age(on),
    }
