"""The lines of a plan file: each value of a plan in plain JSON, and back. Its changes are in ``change_lines``."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from reconciler.kinds.address import PersonKey
from reconciler.kinds.customer import CustomerId
from reconciler.kinds.days import day_of
from reconciler.kinds.limits import Limits, Terms
from reconciler.kinds.plain import plain, revive
from reconciler.kinds.seat import Role
from reconciler.kinds.source import source_from_plain, source_plain
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning import canonical
from reconciler.planning.change_lines import ChangeLine, PeopleTold, change_from_plain, change_line
from reconciler.planning.changes import Authority
from reconciler.planning.finding_lines import (
    an_id,
    finding_from_plain,
    finding_plain,
    named_texts,
    number,
    text,
    texts,
)
from reconciler.planning.let_go_lines import let_go_from_plain, let_go_plain
from reconciler.planning.plan import Basis, CustomerPlan, Heading, Listed, Listing, Sight
from reconciler.planning.request import Approval, Asked, Request
from reconciler.planning.verdict_lines import verdict_from_plain, verdict_line

_RUN_LIMIT, _NO_TERMS = Limits().of_a_run, Terms()


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
        lineage=text(line["lineage"]),
        config=text(line["config"]),
        engine=text(line["engine"]),
        actor=None if line["actor"] is None else text(line["actor"]),
        flags=texts(line["flags"]),
        findings=tuple(finding_from_plain(f) for f in line["findings"]),
        commit=text(line.get("commit", "")),
    )


def customer_line(customer: CustomerPlan, changes: Iterable[ChangeLine]) -> str:
    """One customer, whose changes are written already: of thousands of people nothing is written twice."""
    text = canonical.text
    members = {
        "changes": canonical.list_of(change.pieces for change in changes),
        "contract": text(customer.contract),
        "customer": text(customer.customer),
        "due": text(_day_plain(customer.due)),
        "findings": text([finding_plain(f) for f in customer.findings]),
        "gaining": text(customer.gaining),
        "guards": canonical.list_of((verdict_line(guard),) for guard in customer.guards),
        "listed": text([listed_plain(line) for line in customer.listed]),
        "losing": text(customer.losing),
        "people": text(dict(customer.people)),
        "root": text(customer.managed_by),
        "said_archived": text(list(customer.said_archived)),
        "serial": text(customer.serial),
        "source": text(customer.source),
        "sources": text({w: source_plain(s) for w, s in customer.sources.items()}),
        "support": text(customer.support),
    }
    return canonical.object_of(members | _of_some(customer))


def _of_some(customer: CustomerPlan) -> dict[str, str]:
    """What is only of some plans is left out of all others: of one for a person, one that asks for approvals, one with
    benefits, one after which somebody sees something else."""
    members: dict[str, str] = {}
    if customer.approvals:
        members["approvals"] = canonical.text([_approval_plain(a) for a in customer.approvals])
    if customer.attempts:
        members["attempts"] = canonical.text(customer.attempts)
    if customer.basis is not None:
        members["basis"] = canonical.text(_basis_plain(customer.basis))
    if customer.let_go:
        members["let_go"] = canonical.text(let_go_plain(customer.let_go))
    if customer.requests:
        members["requests"] = canonical.list_of((_request_line(request),) for request in customer.requests)
    if customer.run_limit != _RUN_LIMIT:
        members["run_limit"] = canonical.text(list(customer.run_limit))
    if customer.sights:
        members["sights"] = canonical.text(list(map(list, customer.sights)))
    if customer.standing:
        members["standing"] = canonical.text(customer.standing)
    if terms := plain(customer.terms):
        members["terms"] = canonical.text(terms)
    if customer.units:
        members["units"] = canonical.text(dict(customer.units))
    return members


def customer_from_plain(line: dict[str, Any], told: PeopleTold = tuple) -> CustomerPlan:
    """The inverse. KeyError, TypeError or ValueError where it does not fit; whether a plan says so is looked at by
    ``fitting``. The people of each change are ``told``."""
    return CustomerPlan(
        customer=CustomerId(an_id(line["customer"])),
        serial=number(line["serial"]),
        changes=tuple([change_from_plain(change, told) for change in line["changes"]]),
        due=day_of(line["due"]),
        contract=text(line["contract"]),
        support=text(line["support"]),
        people=_by_key(line["people"]),
        listed=tuple(map(listed_from_plain, line["listed"])),
        guards=tuple(map(verdict_from_plain, line["guards"])),
        findings=tuple(map(finding_from_plain, line["findings"])),
        managed_by=text(line["root"]),
        sources={WorkspaceId(k): source_from_plain(v) for k, v in line["sources"].items()},
        attempts=number(line["attempts"]) if "attempts" in line else None,
        terms=revive(Terms, line["terms"]) if "terms" in line else _NO_TERMS,
        let_go=let_go_from_plain(line.get("let_go", {})),
        said_archived=texts(line["said_archived"]),
        source=text(line["source"]),
        gaining=number(line["gaining"]),
        losing=number(line["losing"]),
        units=named_texts(line.get("units", {})),
        sights=tuple(_sight_from_plain(*sight) for sight in line.get("sights", ())),
        run_limit=_run_limit(line.get("run_limit")),
        basis=basis_from_plain(line["basis"]) if "basis" in line else None,
        standing=text(line.get("standing", "")),
        requests=tuple([_request_from_plain(request, told) for request in line.get("requests", ())]),
        approvals=_approvals_from_plain(line.get("approvals", ()), len(line["changes"])),
    )


def _by_key(people: Mapping[str, Any]) -> dict[PersonKey, Mapping[str, Any]]:
    return {PersonKey(key): facts for key, facts in people.items()}


def _basis_plain(basis: Basis) -> dict[str, Any]:
    return {"inputs": basis.inputs, "rosters": list(basis.rosters), "until": _day_plain(basis.until)}


def basis_from_plain(line: Mapping[str, Any]) -> Basis:
    """The inverse. KeyError, TypeError or ValueError where it does not fit."""
    return Basis(text(line["inputs"]), texts(line["rosters"]), day_of(line["until"]))


def _sight_from_plain(at: str, *counts: int) -> Sight:
    if not all(type(count) is int for count in counts):
        raise ValueError("a sight counts people and cases")
    return Sight(WorkspaceId(an_id(at)), *counts)


def _run_limit(said: Any) -> tuple[int, float]:
    if said is None:
        return _RUN_LIMIT
    floor, percent = said
    if type(percent) not in (int, float):
        raise TypeError("a limit of a run is a number and a percentage")
    return number(floor), float(percent)


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
    if type(line["declared"]) is not bool:
        raise TypeError("whether somebody is only declared is true or false")
    coordinators = texts(line.get("coordinators", []))
    return Asked(Authority(line["authority"]), text(line["at"]), texts(line["people"]), line["declared"], coordinators)


def _request_line(request: Request) -> str:
    plain = {
        "to": _asked_plain(request.to),
        "names": dict(request.names),
        "purposes": dict(request.purposes),
        "people": dict(request.people),
    }
    members = {name: canonical.text(value) for name, value in plain.items()}
    for name, changes in (("changes", request.changes), ("follows", request.follows)):
        members[name] = canonical.list_of(change_line(change).pieces for change in changes)
    return canonical.object_of(members)


def _request_from_plain(line: Mapping[str, Any], told: PeopleTold) -> Request:
    changes, follows = (tuple([change_from_plain(c, told) for c in line[name]]) for name in ("changes", "follows"))
    names, purposes = named_texts(line.get("names", {})), named_texts(line["purposes"])
    return Request(_asked_from_plain(line["to"]), changes, follows, names, purposes, _by_key(line["people"]))


def _approval_plain(approval: Approval) -> dict[str, Any]:
    given = {"given": list(approval.given)} if approval.given is not None else {}
    return {"by": _asked_plain(approval.by), "changes": list(approval.changes), **given}


def _approvals_from_plain(lines: Sequence[Mapping[str, Any]], changes: int) -> tuple[Approval, ...]:
    """Each change is in one of them."""
    approvals = tuple(map(_approval_from_plain, lines))
    if approvals and sorted(position for each in approvals for position in each.changes) != [*range(changes)]:
        raise ValueError("the approvals are not those of the changes")
    return approvals


def _approval_from_plain(line: Mapping[str, Any]) -> Approval:
    given = texts(line["given"]) if "given" in line else None
    return Approval(_asked_from_plain(line["by"]), tuple(map(number, line["changes"])), given)


def _day_plain(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
