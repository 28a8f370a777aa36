"""Which kinds of account may sign in.

S-10: "Premier workspaces accept personal and work or school accounts; blocking personal ones there is an error."
S-11: "Unified workspaces block personal accounts by default: no invitation is planned for one and none can sign in."
S-12: "A Unified customer or workspace may allow personal accounts, with a reason (``no_work_accounts`` or
``customer_choice``), by whom and, if wanted, until when. ``no_work_accounts`` is a contradiction (warning) where the
customer has work domains or tenants."
D-09: predicted when planning: "declared kind, else the customer's domains mean work, else a known consumer domain
means personal, else unknown: warned and invited".
D-10: "Tightening a policy removes nobody by itself: it revokes open personal invitations and lists the personal
members; ``registered_personal: remove`` asks for their removal."
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.resources import files

from reconciler.findings import Finding, Severity, Subject
from reconciler.kinds.account_policy import (
    AccountKind,
    AccountPolicy,
    Because,
    PersonalAccounts,
    Registered,
    personal_allowed,
)
from reconciler.kinds.address import PersonKey, domain_of, domains_of
from reconciler.kinds.contract import Support
from reconciler.kinds.desired import Desired, SignIn
from reconciler.kinds.estate import Estate
from reconciler.kinds.workspace import WorkspaceId, WorkspaceStatus, observed
from reconciler.rules.contract_life import reference


@cache
def consumer_domains() -> frozenset[str]:
    """Mail domains where anybody can have an address: a dated list that comes with the package."""
    text = files("reconciler.rules").joinpath("consumer_domains.txt").read_text(encoding="utf-8")
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    return frozenset(line for line in lines if line)


class Predicted:
    """D-09 for one customer: the kind of account that a person will probably sign in with."""

    def __init__(self, estate: Estate) -> None:
        self._work = {d for c in estate.contracts.values() for d in c.domains}
        self._declared = {k: p.account for k, p in estate.people.items() if p.account is not None}
        self._by_domain: dict[str, AccountKind] = {}

    def kind(self, person: PersonKey) -> AccountKind:
        declared = self._declared.get(person)
        return declared if declared is not None else self._of(domain_of(person))

    def personal(self, people: Collection[PersonKey]) -> Iterator[PersonKey]:
        """Those of many people whose account is predicted to be personal."""
        yield from self.of_kind(AccountKind.PERSONAL, people)

    def of_kind(self, kind: AccountKind, people: Collection[PersonKey]) -> Iterator[PersonKey]:
        """Looks at people one by one only where one of their domains, or a declaration, says that there are any."""
        if self._declared or any(self._of(domain) is kind for domain in domains_of(people)):
            yield from (person for person in people if self.kind(person) is kind)

    def _of(self, domain: str) -> AccountKind:
        known = self._by_domain.get(domain)
        if known is None:
            personal = domain in consumer_domains()
            known = AccountKind.PERSONAL if personal else AccountKind.UNKNOWN
            known = self._by_domain[domain] = AccountKind.WORK if domain in self._work else known
        return known


def check(declared: Estate, current: Estate | None) -> Iterator[Finding]:
    yield from _policies(declared)
    if not declared.closed:
        yield from _personal_people(declared, current)
        yield from _unknown_domains(declared)


def _policies(declared: Estate) -> Iterator[Finding]:
    policies: list[tuple[Subject, AccountPolicy | None]] = [(("account_policy",), declared.policy)]
    policies += [(("workspaces", w, "account_policy"), x.policy) for w, x in declared.workspaces.items()]
    supports = {c.support for c in declared.contracts.values()}
    for subject, policy in policies:
        if policy is None:
            continue
        if policy.personal_accounts is PersonalAccounts.BLOCK and supports == {Support.PREMIER}:
            yield _premier_blocks(subject)
        if policy.personal_accounts is PersonalAccounts.ALLOW and Support.UNIFIED in supports:
            yield from _unified_allows(subject, policy, declared)


def _premier_blocks(subject: Subject) -> Finding:
    return Finding(
        "S-10",
        Severity.ERROR,
        "personal accounts blocked on a Premier contract",
        "Premier workspaces accept personal and work or school accounts",
        "take `personal_accounts: block` away",
        subject=(*subject, "personal_accounts"),
    )


def _unified_allows(subject: Subject, policy: AccountPolicy, declared: Estate) -> Iterator[Finding]:
    lacking = [name for name in ("because", "by") if getattr(policy, name) is None]
    if lacking:
        yield Finding(
            "S-12",
            Severity.ERROR,
            "personal accounts allowed without a reason",
            f"on a Unified contract it is recorded why, and who decided it; {' and '.join(lacking)} is missing",
            "account_policy: {personal_accounts: allow, because: customer_choice, by: mia@contoso.com}",
            subject=subject,
        )
    work = sorted({d for c in declared.contracts.values() for d in c.domains} - consumer_domains())
    if policy.because is Because.NO_WORK_ACCOUNTS and work:
        yield Finding(
            "S-12",
            Severity.WARNING,
            "no_work_accounts where there are work domains",
            f"{declared.customer} has {', '.join(work[:3])}, so its people can have work accounts",
            "write `because: customer_choice`, or take the domains away",
            subject=(*subject, "because"),
        )


def _personal_people(declared: Estate, current: Estate | None) -> Iterator[Finding]:
    """S-11, by the files alone; with a state in view, only for people of whom nothing stands there (D-10)."""
    predicted = Predicted(declared)
    for workspace in declared.workspaces:
        if _allowed_by_files(declared, workspace):
            continue
        held = current.seats_in(workspace) if current is not None else {}
        for person in predicted.personal(declared.seats_in(workspace)):
            if person not in held:
                yield _personal_person(declared, workspace, person, severity=_severity(declared, workspace, current))


def _allowed_by_files(declared: Estate, workspace: WorkspaceId) -> bool:
    """Under any of the contracts and whatever the day: nobody's YAML becomes invalid overnight (D-22)."""
    policy = declared.workspaces[workspace].policy
    premier = any(c.support is Support.PREMIER for c in declared.contracts.values())
    return not declared.contracts or personal_allowed(premier, declared.policy, policy, None)


def _severity(declared: Estate, workspace: WorkspaceId, current: Estate | None) -> Severity:
    """Without a state nobody knows whether they are registered, which ``registered_personal`` speaks of."""
    asked = _registered(declared, workspace) is Registered.REMOVE
    return Severity.WARNING if asked and current is None else Severity.ERROR


def _registered(estate: Estate, workspace: WorkspaceId) -> Registered:
    policies = (estate.workspaces[workspace].policy, estate.policy)
    asked = any(p is not None and p.registered_personal is Registered.REMOVE for p in policies)
    return Registered.REMOVE if asked else Registered.KEEP


def _personal_person(declared: Estate, workspace: WorkspaceId, person: PersonKey, severity: Severity) -> Finding:
    kind = declared.people.get(person)
    known = "it is declared as personal" if kind and kind.account else f"{domain_of(person)} is a consumer domain"
    return Finding(
        "S-11",
        severity,
        "personal account in a workspace that blocks personal accounts",
        f"Unified workspaces block personal accounts unless a reason is recorded; {known}",
        f"use a work address, or record the reason on {workspace}:\n"
        "account_policy: {personal_accounts: allow, because: customer_choice, by: mia@contoso.com}",
        subject=("workspaces", workspace, "members", person),
    )


def _unknown_domains(declared: Estate) -> Iterator[Finding]:
    """D-09: warned once for each domain, since a finding for every person would bury the others."""
    predicted = Predicted(declared)
    people: dict[str, set[PersonKey]] = {}
    first: dict[str, Subject] = {}
    for workspace in sorted(declared.workspaces):
        if _allowed_by_files(declared, workspace):
            continue
        for person in predicted.of_kind(AccountKind.UNKNOWN, declared.seats_in(workspace)):
            people.setdefault(domain_of(person), set()).add(person)
            first.setdefault(domain_of(person), ("workspaces", workspace, "members", person))
    for domain in sorted(people):
        yield _unknown_domain(declared, domain, len(people[domain]), first[domain])


def _unknown_domain(declared: Estate, domain: str, count: int, subject: Subject) -> Finding:
    who = f"{count:,} {'person' if count == 1 else 'people'} at {domain}"
    return Finding(
        "D-09",
        Severity.WARNING,
        "kind of account not known",
        f"{who}: neither a domain of {declared.customer} nor a known consumer domain; "
        "they are invited, and what they sign in with is checked then",
        f"if these are work accounts, add it: `domains: [{domain}]`",
        subject=subject,
    )


def complete(desired: Desired, current: Estate, on: date) -> Desired:
    """Who would be kept out of which workspace, on this day."""
    estate = desired.estate
    contract = reference(desired, on)
    premier = contract is not None and contract.support is Support.PREMIER
    predicted = Predicted(estate)
    sign_in: dict[WorkspaceId, Mapping[PersonKey, SignIn]] = {}
    for workspace, facts in estate.workspaces.items():
        held = current.workspaces.get(workspace)
        archived = facts.status is WorkspaceStatus.ARCHIVED
        in_force = held.policy if held is not None and observed(facts, held) else facts.policy
        if archived or contract is None or personal_allowed(premier, estate.policy, in_force, on):
            continue
        kind = SignIn.LAPSED if _allowed_by_files(estate, workspace) else SignIn.BLOCKED
        people = {*estate.seats_in(workspace), *current.seats_in(workspace)}
        blocked = dict.fromkeys(predicted.personal(people), kind)
        if blocked:
            sign_in[workspace] = blocked
    removing = frozenset(w for w in estate.workspaces if _registered(estate, w) is Registered.REMOVE)
    return replace(desired, sign_in=sign_in, removed_if_personal=removing)
