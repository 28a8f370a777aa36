"""Who may sign in to what, by the kind of account.

S-11: "Unified workspaces block personal accounts by default: no invitation is planned for one and none can sign in."
D-09: "The account policy holds twice: for the predicted kind of account when planning (... else unknown: warned and
invited), and for the real kind when accepting". ``unknown_accounts`` says otherwise, where it should be neither.
D-10: "Tightening a policy removes nobody by itself: it revokes open personal invitations and lists the personal
members; ``registered_personal: remove`` asks for their removal."
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from reconciler.findings import Finding, Severity, Subject
from reconciler.kinds.account_policy import AccountKind, Registered, personal_allowed, registered
from reconciler.kinds.address import PersonKey, domain_of
from reconciler.kinds.contract import Support
from reconciler.kinds.desired import Desired, SignIn
from reconciler.kinds.estate import BY_RULE, Estate, default_of
from reconciler.kinds.limits import UnknownAccounts
from reconciler.kinds.workspace import WorkspaceId, WorkspaceStatus, observed
from reconciler.rules.account_policies import allowing
from reconciler.rules.as_it_stands import severity
from reconciler.rules.contract_life import reference
from reconciler.rules.predicted_accounts import Predicted, consumer_domains_as_of

Blocking = Sequence[WorkspaceId]
"""Workspaces that let no personal account in, by the files."""


def may_sign_in(estate: Estate, workspace: WorkspaceId, account: AccountKind, on: date) -> bool:
    """D-09: whether somebody with this kind of account gets in on a day, by the contract and the policies in force
    then. Of an unknown account nothing can be said against it."""
    if account is not AccountKind.PERSONAL:
        return True
    contract = estate.live_contract(on)
    premier = contract is not None and contract.support is Support.PREMIER
    return personal_allowed(premier, estate.policy, estate.workspaces[workspace].policy, on)


def check(declared: Estate, current: Estate | None) -> Iterator[Finding]:
    if not declared.closed:
        predicted = Predicted(declared)
        blocking = [w for w in _blocking_by_files(declared) if not predicted.only_work(declared.seats_in(w))]
        yield from _personal_people(declared, current, predicted, blocking)
        yield from _named_with_personal_accounts(declared, current, predicted)
        yield from _unknown_domains(declared, current, predicted, blocking)


def _personal_people(
    declared: Estate, current: Estate | None, predicted: Predicted, blocking: Blocking
) -> Iterator[Finding]:
    """S-11, by the files alone; with a state in view, only for people of whom nothing stands there (D-10)."""
    for workspace in blocking:
        here = current.seats_in(workspace) if current is not None else {}
        for person in predicted.personal(declared.seats_in(workspace)):
            if person not in here:
                subject = ("workspaces", workspace, "members", person)
                yield _personal_person(declared, workspace, person, subject, _severity(declared, workspace, current))


def _named_with_personal_accounts(declared: Estate, current: Estate | None, predicted: Predicted) -> Iterator[Finding]:
    default = default_of(declared)
    for person, subject in _named(declared, current):
        if predicted.kind(person) is AccountKind.PERSONAL:
            yield _personal_person(declared, default, person, subject, _severity(declared, default, current))


def _named(declared: Estate, current: Estate | None) -> Iterator[tuple[PersonKey, Subject]]:
    """S-02: whom contracts name is invited to the default workspace, declared there or not. Those who are not, each
    with the place where the first of the contracts does; nobody where personal accounts are let in. With a state in
    view, only people of whom nothing stands there."""
    default = default_of(declared)
    policy = declared.workspaces[default].policy if default is not None else None
    if not _may_block(declared) or personal_allowed(False, declared.policy, policy, None):
        return
    there = default_of(current) if current is not None else None
    stands = current.seats_in(there) if current is not None and there is not None else {}
    known, told = (declared.seats_in(default or BY_RULE), stands), set[PersonKey]()
    aliases, renewed = declared.aliases(), {contract.renews for contract in declared.contracts.values()}
    for name in sorted(declared.contracts.keys() - renewed):
        contract = declared.contracts[name]
        for said in ("services_admins", "support_contacts"):
            for address in map(PersonKey, getattr(contract, said)):
                person = aliases.get(address, address)
                if person not in told and not any(person in seats for seats in known):
                    told.add(person)
                    yield person, ("contracts", name, said, address)


def _blocking_by_files(declared: Estate) -> Blocking:
    """Under all of the contracts and whatever the day: nobody's YAML becomes invalid overnight (D-22)."""
    if not _may_block(declared):
        return []
    return [w for w, x in declared.workspaces.items() if not personal_allowed(False, declared.policy, x.policy, None)]


def _may_block(declared: Estate) -> bool:
    """S-10: a Premier contract lets everybody in."""
    return bool(declared.contracts) and all(c.support is not Support.PREMIER for c in declared.contracts.values())


def _severity(declared: Estate, workspace: WorkspaceId | None, current: Estate | None) -> Severity:
    """Without a state nobody knows whether they are registered. Where the policy says ``registered_personal``, keep or
    remove, its author has such people in mind; and what ``dump`` wrote, a state has. People of the state are not asked
    about."""
    policies = (declared.policy, declared.workspaces[workspace].policy if workspace is not None else None)
    in_mind = any(policy is not None and policy.registered_personal is not None for policy in policies)
    if in_mind and current is None:
        return Severity.WARNING
    return severity(declared, current, lambda _state: False)


def _personal_person(
    declared: Estate, workspace: WorkspaceId | None, person: PersonKey, subject: Subject, severity: Severity
) -> Finding:
    kind = declared.people.get(person)
    listed = f"{domain_of(person)} is a consumer domain (list of {consumer_domains_as_of()})"
    known = "it is declared as personal" if kind and kind.account else listed
    return Finding(
        "S-11",
        severity,
        "personal account in a workspace that blocks personal accounts",
        f"Unified workspaces block personal accounts unless a reason is recorded; {known}",
        f"Use a work address, or record the reason on {workspace or declared.customer}:\n{allowing(declared)}",
        subject=subject,
    )


def _unknown_domains(
    declared: Estate, current: Estate | None, predicted: Predicted, blocking: Blocking
) -> Iterator[Finding]:
    """D-09: told once for each domain, since a finding for every person would bury the others. Where unknown kinds are
    denied it is an error, but not because of people who stand in the state already: those are the table's."""
    if declared.terms.unknown_accounts is UnknownAccounts.ALLOW:
        return
    denied = declared.terms.unknown_accounts is UnknownAccounts.DENY
    people: dict[str, set[PersonKey]] = {}
    first: dict[str, Subject] = {}
    for workspace in sorted(blocking):
        here = current.seats_in(workspace) if denied and current is not None else {}
        for person in predicted.of_kind(AccountKind.UNKNOWN, declared.seats_in(workspace)):
            if person not in here:
                people.setdefault(domain_of(person), set()).add(person)
                first.setdefault(domain_of(person), ("workspaces", workspace, "members", person))
    for person, subject in _named(declared, current) if denied else ():
        if predicted.kind(person) is AccountKind.UNKNOWN:
            people.setdefault(domain_of(person), set()).add(person)
            first.setdefault(domain_of(person), subject)
    for domain in sorted(people):
        yield _unknown_domain(declared, domain, len(people[domain]), first[domain], denied)


def _unknown_domain(declared: Estate, domain: str, count: int, subject: Subject, denied: bool) -> Finding:
    who = f"{count:,} {'person' if count == 1 else 'people'} at {domain}"
    follows = "this customer denies unknown ones" if denied else "they are invited, and it is checked when they sign in"
    return Finding(
        "D-09",
        Severity.ERROR if denied else Severity.WARNING,
        "kind of account not known",
        f"{who}: {_why_unknown(declared, domain)}; {follows}",
        f"If these are work accounts, add it: `domains: [{domain}]`; or say it of each: `account: work`.",
        subject=subject,
    )


def _why_unknown(declared: Estate, domain: str) -> str:
    ours = sorted({d for c in declared.contracts.values() for d in c.domains})
    above = next((d for d in ours if domain.endswith(f".{d}")), None)
    if above is not None:
        return f"a domain beneath {above}, and each domain is named by itself"
    return f"neither a domain of {declared.customer} nor a known consumer domain"


def complete(desired: Desired, current: Estate, on: date) -> Desired:
    """Who would be kept out of which workspace, on this day."""
    estate = desired.estate
    contract = reference(desired, on)
    blocking = contract is not None and contract.support is not Support.PREMIER
    sign_in = {w: people for w, people in _kept_out(estate, current, on) if people} if blocking else {}
    said = {w: x.policy for w, x in estate.workspaces.items() if x.policy is not None or estate.policy is not None}
    removing = frozenset(w for w, policy in said.items() if registered(estate.policy, policy) is Registered.REMOVE)
    return desired._replace(sign_in=sign_in, removed_if_personal=removing) if sign_in or removing else desired


def _kept_out(estate: Estate, current: Estate, on: date) -> Iterator[tuple[WorkspaceId, Mapping[PersonKey, SignIn]]]:
    predicted = Predicted(estate, current)
    known_to_work = predicted.only_work(current.numbers)  # whoever stands in a workspace has a number
    denied = estate.terms.unknown_accounts is UnknownAccounts.DENY
    by_files = frozenset(_blocking_by_files(estate))
    for workspace, facts in estate.workspaces.items():
        rolls = (estate.seats_in(workspace), current.seats_in(workspace))
        if predicted.only_work(rolls[0]) and (known_to_work or predicted.only_work(rolls[1])):
            continue
        have = current.workspaces.get(workspace)
        in_force = have.policy if have is not None and observed(facts, have) else facts.policy
        if facts.status is WorkspaceStatus.ARCHIVED or personal_allowed(False, estate.policy, in_force, on):
            continue
        kind = SignIn.BLOCKED if workspace in by_files else SignIn.LAPSED
        unknown = predicted.anywhere(AccountKind.UNKNOWN, rolls) if denied else ()
        personal = predicted.anywhere(AccountKind.PERSONAL, rolls)
        yield workspace, dict.fromkeys(unknown, SignIn.UNKNOWN) | dict.fromkeys(personal, kind)
