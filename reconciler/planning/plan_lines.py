"""The lines of a plan file: each value of a plan in plain JSON, and back.

People of one change are a list; their places stand beside it run by run: ``[[file, column, [[line, count], ...]]]``
in the order of ``who``, with an empty file for those whom nobody wrote.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from reconciler.kinds.address import PersonKey
from reconciler.kinds.days import day_of
from reconciler.kinds.estate import CustomerId
from reconciler.kinds.limits import Limits
from reconciler.kinds.plain import plain
from reconciler.kinds.seat import Role
from reconciler.kinds.source import source_from_plain, source_plain
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning import canonical
from reconciler.planning.changes import Action, Authority, Change, side_from_plain, side_plain
from reconciler.planning.finding_lines import (
    finding_from_plain,
    finding_plain,
    number,
    runs_from_plain,
    runs_plain,
    text,
    texts,
)
from reconciler.planning.plan import Basis, CustomerPlan, Heading, Listed, Listing, Sight
from reconciler.planning.request import Approval, Asked, Request
from reconciler.planning.verdict_lines import verdict_from_plain

SCALARS = ("customer", "serial", "contract", "support", "source", "gaining", "losing")


def heading_plain(heading: Heading) -> dict[str, Any]:
    return {
        "date": heading.date.isoformat(),
        "lineage": heading.lineage,
        "config": heading.config,
        **({"commit": heading.commit} if heading.commit else {}),
        "engine": heading.engine,
        "actor": heading.actor,
        "flags": list(heading.flags),
        "findings": [finding_plain(f) for f in heading.findings],
    }


def heading_from_plain(line: dict[str, Any]) -> Heading:
    return Heading(
        date=date.fromisoformat(line["date"]),
        lineage=line["lineage"],
        config=line["config"],
        engine=line["engine"],
        actor=line["actor"],
        flags=tuple(line["flags"]),
        findings=tuple(finding_from_plain(f) for f in line["findings"]),
        commit=str(line.get("commit", "")),
    )


def customer_plain(customer: CustomerPlan) -> dict[str, Any]:
    """What is only of some plans is left out of all others: of one for a person, one that asks for approvals, one with
    benefits, one after which somebody sees something else."""
    seen = {
        "standing": customer.standing,
        "requests": [_request_plain(r) for r in customer.requests],
        "approvals": [_approval_plain(a) for a in customer.approvals],
        "units": dict(customer.units),
        "attempts": customer.attempts,
        "sights": list(map(list, customer.sights)),
        "run_limit": list(customer.run_limit) if customer.run_limit != Limits().of_a_run else [],
        "basis": _basis_plain(customer.basis) if customer.basis is not None else {},
    }
    return {
        **{name: value for name, value in seen.items() if value},
        **{name: getattr(customer, name) for name in SCALARS},
        "root": customer.managed_by,
        "due": _day_plain(customer.due),
        "people": dict(customer.people),
        "sources": {w: source_plain(s) for w, s in customer.sources.items()},
        "said_archived": list(customer.said_archived),
        "changes": [change_plain(c) for c in customer.changes],
        "listed": [listed_plain(line) for line in customer.listed],
        "guards": [plain(g) for g in customer.guards],
        "findings": [finding_plain(f) for f in customer.findings],
    }


def customer_from_plain(line: dict[str, Any]) -> CustomerPlan:
    """The inverse. KeyError, TypeError or ValueError where it does not fit."""
    return CustomerPlan(
        customer=CustomerId(text(line["customer"])),
        serial=number(line["serial"]),
        changes=tuple(change_from_plain(c) for c in line["changes"]),
        due=day_of(line["due"]),
        contract=text(line["contract"]),
        support=text(line["support"]),
        people={PersonKey(k): v for k, v in line["people"].items()},
        listed=tuple(listed_from_plain(x) for x in line["listed"]),
        guards=tuple(map(verdict_from_plain, line["guards"])),
        findings=tuple(finding_from_plain(f) for f in line["findings"]),
        managed_by=text(line["root"]),
        sources={WorkspaceId(k): source_from_plain(v) for k, v in line["sources"].items()},
        attempts=number(line["attempts"]) if "attempts" in line else None,
        said_archived=texts(line["said_archived"]),
        source=text(line["source"]),
        gaining=number(line["gaining"]),
        losing=number(line["losing"]),
        units=dict(line.get("units", {})),
        sights=tuple(_sight_from_plain(*sight) for sight in line.get("sights", ())),
        run_limit=_run_limit(line.get("run_limit")),
        basis=basis_from_plain(line["basis"]) if "basis" in line else None,
        standing=text(line.get("standing", "")),
        requests=tuple(_request_from_plain(r) for r in line.get("requests", ())),
        approvals=tuple(_approval_from_plain(a) for a in line.get("approvals", ())),
    )


def _basis_plain(basis: Basis) -> dict[str, Any]:
    return {"inputs": basis.inputs, "rosters": list(basis.rosters), "until": _day_plain(basis.until)}


def basis_from_plain(line: Mapping[str, Any]) -> Basis:
    """The inverse. KeyError, TypeError or ValueError where it does not fit."""
    return Basis(line["inputs"], tuple(line["rosters"]), day_of(line["until"]))


def _sight_from_plain(at: str, *counts: int) -> Sight:
    if not all(type(count) is int for count in counts):
        raise ValueError("a sight counts people and cases")
    return Sight(WorkspaceId(at), *counts)


def _run_limit(said: Any) -> tuple[int, float]:
    if said is None:
        return Limits().of_a_run
    floor, percent = said
    return int(floor), float(percent)


def reviewed_line(line: Mapping[str, Any]) -> bytes:
    """Of a customer's line, what a reviewer agrees to, as it is hashed: the changes in the order of their bytes,
    without what only follows from the day. Each is written once and put into the rest, where its key comes first."""
    agreed = sorted(map(canonical.dump, _without_days(line["changes"])))
    rest = canonical.dump({"customer": line["customer"], "people": line["people"]})
    return b'{"changes":[' + b",".join(agreed) + b"]," + rest[1:] + b"\n"


def _without_days(changes: Sequence[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """The same, however many days the mails of one change take."""
    told = map(_without_expiry, changes)
    if not any("send_on" in change for change in changes):
        return told
    together: dict[bytes, dict[str, Any]] = {}
    for change in told:
        key = canonical.dump({**change, "who": []} if change["who"] else change)
        known = together.setdefault(key, {**change, "who": []})
        known["who"] = sorted([*known["who"], *change["who"]])
    return together.values()


def _without_expiry(change: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {name: change[name] for name in ("do", "at", "was", "now")}
    for side in ("was", "now"):
        if isinstance(kept[side], dict):
            kept[side] = {k: v for k, v in kept[side].items() if k != "expires"}
    return {**kept, "who": change.get("who", [])}


def change_plain(change: Change) -> dict[str, Any]:
    """``src`` are the places, in runs; what is at its default is left out."""
    line: dict[str, Any] = {
        "do": change.do.value,
        "at": change.at,
        "was": side_plain(change.was),
        "now": side_plain(change.now),
        "rule": change.rule,
        "authority": change.authority.value,
    }
    if change.who:
        line["who"] = list(change.who)
    if change.places:
        line["src"] = runs_plain(change.places)
    if change.meaning:
        line["meaning"] = change.meaning
    if change.send_on is not None:
        line["send_on"] = change.send_on.isoformat()
    return line


def change_from_plain(line: dict[str, Any]) -> Change:
    """The inverse. KeyError, TypeError or ValueError where it does not fit."""
    do = Action(line["do"])
    return Change(
        do=do,
        at=text(line["at"]),
        was=side_from_plain(do, line["was"]),
        now=side_from_plain(do, line["now"]),
        rule=text(line["rule"]),
        who=texts(line.get("who", [])),
        authority=Authority(line["authority"]),
        places=tuple(runs_from_plain(line.get("src", ()))),
        meaning=text(line.get("meaning", "")),
        send_on=day_of(line.get("send_on")),
    )


def listed_plain(listed: Listed) -> dict[str, Any]:
    line = plain(listed)
    line["listing"] = listed.listing.value
    return line


def listed_from_plain(line: dict[str, Any]) -> Listed:
    return Listed(
        listing=Listing(line["listing"]),
        at=text(line["at"]),
        rule=text(line["rule"]),
        why=text(line["why"]),
        who=texts(line.get("who", [])),
        role=Role(line["role"]) if line.get("role") else None,
        action=text(line.get("action", "")),
        until=day_of(line.get("until")),
    )


def _asked_plain(asked: Asked) -> dict[str, Any]:
    line = {"authority": asked.authority.value, "at": asked.at, "people": list(asked.people)}
    coordinators = {"coordinators": list(asked.coordinators)} if asked.coordinators else {}
    return {**line, "declared": asked.declared, **coordinators}


def _asked_from_plain(line: Mapping[str, Any]) -> Asked:
    coordinators = tuple(line.get("coordinators", ()))
    return Asked(Authority(line["authority"]), line["at"], tuple(line["people"]), line["declared"], coordinators)


def _request_plain(request: Request) -> dict[str, Any]:
    return {
        "to": _asked_plain(request.to),
        "changes": [change_plain(c) for c in request.changes],
        "follows": [change_plain(c) for c in request.follows],
        "names": dict(request.names),
        "purposes": dict(request.purposes),
        "people": dict(request.people),
    }


def _request_from_plain(line: Mapping[str, Any]) -> Request:
    changes, follows = (tuple(change_from_plain(c) for c in line[name]) for name in ("changes", "follows"))
    people = {PersonKey(k): v for k, v in line["people"].items()}
    names, purposes = dict(line.get("names", {})), dict(line["purposes"])
    return Request(_asked_from_plain(line["to"]), changes, follows, names, purposes, people)


def _approval_plain(approval: Approval) -> dict[str, Any]:
    given = {"given": list(approval.given)} if approval.given is not None else {}
    return {"by": _asked_plain(approval.by), "changes": list(approval.changes), **given}


def _approval_from_plain(line: Mapping[str, Any]) -> Approval:
    given = tuple(line["given"]) if "given" in line else None
    return Approval(_asked_from_plain(line["by"]), tuple(line["changes"]), given)


def _day_plain(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
