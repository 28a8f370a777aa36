"""What would be if: a state as its own declaration, edited, and planned by the same planner. Nothing is written.

A declaration that is dumped from a state plans nothing, so that what the edited one plans is what the edit comes to.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from reconciler.applying.passage import passage
from reconciler.errors import InputInvalid, WrongUsage
from reconciler.findings import Severity
from reconciler.kinds.account_policy import AccountPolicy
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.person import Person
from reconciler.kinds.plain import revive
from reconciler.kinds.workspace import WorkspaceId, WorkspaceStatus
from reconciler.loading.configuration import Configuration, Declared, load
from reconciler.loading.customer_files import customer_files
from reconciler.loading.settings import Settings
from reconciler.planning.plan import CustomerPlan
from reconciler.workflows import one_customer
from reconciler.workflows.person import addressed
from reconciler.workflows.scope import Scope
from reconciler.workflows.targets import Targets

FORMS = 'write --if "remove person ADDRESS", "archive workspace NAME" or "policy personal_accounts=block"'
_POLICY = ("personal_accounts", "because", "registered_personal")

Edit = Callable[[Estate, Estate], Estate | None]
"""From a declaration and the state that it was dumped from to another declaration; None where it is about nothing
that this customer has."""


@dataclass(frozen=True, slots=True)
class Supposition:
    """``text`` is as it was written."""

    text: str
    edit: Edit


@dataclass(frozen=True, slots=True)
class Outcome:
    """What it comes to for one customer: the estate that would be, and the plan that leads there. Where that plan has
    errors nothing would be done, and ``estate`` is as it is."""

    estate: Estate
    plan: CustomerPlan

    @property
    def errors(self) -> tuple[str, ...]:
        wrong = (f for f in self.plan.findings if f.severity is Severity.ERROR)
        return tuple(f"{f.rule}: {f.summary}" + (f" ({f.explanation})" if f.explanation else "") for f in wrong)


def supposition(text: str) -> Supposition:
    """WrongUsage where the words are none of ``FORMS``."""
    words = text.split()
    match words:
        case ["remove", "person", address]:
            return Supposition(text, _without(addressed(address).key))
        case ["archive", "workspace", name]:
            return Supposition(text, _archived(name))
        case ["policy", *said] if said:
            return Supposition(text, _with_policy(text, said))
    raise WrongUsage(f"--if {text!r} is nothing that can be supposed", FORMS)


def _without(address: PersonKey) -> Edit:
    """As if they stood in no list any more and on no contract."""

    def edit(declared: Estate, current: Estate) -> Estate | None:
        person = current.aliases().get(address, address)
        if person not in current.numbers:
            return None
        gone = {person, address, *(current.people[person].also if person in current.people else ())}
        seats = {w: {p: s for p, s in here.items() if p not in gone} for w, here in declared.seats.items()}
        contracts = {
            c: replace(
                x,
                services_admins=tuple(a for a in x.services_admins if a not in gone),
                support_contacts=tuple(a for a in x.support_contacts if a not in gone),
            )
            for c, x in declared.contracts.items()
        }
        people = {p: x for p, x in declared.people.items() if p not in gone}
        return replace(declared, seats=seats, contracts=contracts, people=people)

    return edit


def _archived(name: str) -> Edit:
    def edit(declared: Estate, current: Estate) -> Estate | None:
        at = WorkspaceId(name.removeprefix(f"{declared.customer}/"))
        if at not in current.workspaces:
            return None
        facts = declared.workspaces.get(at, current.workspaces[at])
        archived = replace(facts, status=WorkspaceStatus.ARCHIVED, protect=False, benefits={})
        return replace(declared, workspaces={**declared.workspaces, at: archived})

    return edit


def _with_policy(text: str, said: Sequence[str]) -> Edit:
    fields: dict[str, Any] = {}
    for word in said:
        name, equals, value = word.partition("=")
        if not equals or name not in _POLICY:
            raise WrongUsage(f"--if {text!r}: {word} is nothing of an account policy", FORMS)
        fields[name] = value
    try:
        policy = revive(AccountPolicy, fields)
    except ValueError as fault:
        raise WrongUsage(f"--if {text!r}: {fault}", FORMS) from None
    return lambda declared, _current: replace(declared, policy=policy)


def outcomes(
    supposed: Sequence[Supposition], current: Mapping[CustomerId, Estate], on: date
) -> Mapping[CustomerId, Outcome]:
    """For each customer, all of them one after the other. InputInvalid for one that is about nothing in any of them,
    WrongUsage where it may be about several."""
    bases = {customer: _as_declared(estate, on) for customer, estate in current.items()}
    declared = {customer: base[1].estate for customer, base in bases.items()}
    for each in supposed:
        edited = {c: e for c, d in declared.items() if (e := each.edit(d, current[c])) is not None}
        if not edited:
            raise InputInvalid(f"--if {each.text!r} is about nothing in {' or '.join(sorted(current))}", FORMS)
        if len(edited) > 1 and each.text.startswith("archive"):
            name = each.text.split()[-1]
            raise WrongUsage(
                f"--if {each.text!r} may be about {' or '.join(f'{c}/{name}' for c in sorted(edited))}",
                f'write --if "archive workspace {min(edited)}/{name}"',
            )
        declared |= edited
    return {c: _outcome(bases[c], declared[c], current[c], on) for c in current}


_Base = tuple[Configuration, Declared]


def _as_declared(current: Estate, on: date) -> _Base:
    """The state as files that nobody writes, read as every configuration is."""
    texts = {path: text.encode() for path, text in customer_files(current, on).items()}
    declaring = tuple(path for path in texts if path.endswith(".yaml"))
    configuration = Configuration(
        root=Path("/nowhere"),
        settings=Settings(name=current.managed_by),
        digest="",
        files=len(texts),
        findings=(),
        customers={current.customer: declaring},
        selected=frozenset({current.customer}),
        declaring=frozenset(declaring),
        hashes=dict.fromkeys(texts, b""),
        shared={},
        kept=texts,
    )
    return configuration, load(configuration, current.customer)


def _outcome(base: _Base, declared: Estate, current: Estate, on: date) -> Outcome:
    configuration, read = base
    scope = Scope(on, Targets({current.customer: None}, True), adopt=True, no_removals=False)
    plan = one_customer.of_one(configuration, read._replace(estate=declared), current, None, scope)
    if plan.invalid:
        return Outcome(current, plan)
    people = {key: revive(Person, facts) for key, facts in plan.people.items()}
    return Outcome(passage(current, plan.changes, people).after, plan)
