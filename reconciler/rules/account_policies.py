"""What an account policy may say.

S-10: "Premier workspaces accept personal and work or school accounts; blocking personal ones there is an error."
S-12: "A Unified customer or workspace may allow personal accounts, with a reason (``no_work_accounts`` or
``customer_choice``), by whom and, if wanted, until when. ``no_work_accounts`` is a contradiction (warning) where the
customer has work domains or tenants."
"""

from collections.abc import Iterator
from functools import partial

from reconciler.findings import Finding, Severity, Subject
from reconciler.kinds.account_policy import AccountPolicy, Because, PersonalAccounts
from reconciler.kinds.address import PersonKey
from reconciler.kinds.contract import Support
from reconciler.kinds.estate import Estate
from reconciler.kinds.renewal import last_word
from reconciler.kinds.workspace import WorkspaceId
from reconciler.rules.as_it_stands import severity
from reconciler.rules.predicted_accounts import consumer_domains


def allowing(declared: Estate) -> str:
    """What to write, with the name of somebody who may decide it."""
    last = last_word(declared.contracts)
    admins = declared.contracts[last].services_admins if last is not None else ()
    by = declared.spelling(PersonKey(admins[0])) if admins else "ADDRESS"
    return f"account_policy: {{personal_accounts: allow, because: customer_choice, by: {by}}}"


def check(declared: Estate, current: Estate | None) -> Iterator[Finding]:
    policies: list[tuple[Subject, AccountPolicy]] = []
    if declared.policy is not None:
        policies.append((("account_policy",), declared.policy))
    said = ((w, x.policy) for w, x in declared.workspaces.items() if x.policy is not None)
    policies += [(("workspaces", w, "account_policy"), policy) for w, policy in said]
    supports = {c.support for c in declared.contracts.values()}
    for subject, policy in policies:
        if policy.personal_accounts is PersonalAccounts.BLOCK and supports == {Support.PREMIER}:
            yield _premier_blocks(subject, severity(declared, current, partial(_blocked_already, declared, subject)))
        if policy.personal_accounts is PersonalAccounts.ALLOW and Support.UNIFIED in supports:
            yield from _unified_allows(subject, policy, declared)
        if policy.personal_accounts is PersonalAccounts.ALLOW:
            yield from _contradiction(subject, policy, declared)
            yield from _over_before_it_begins(subject, policy, declared)
        else:
            yield from _reason_for_nothing(subject, policy, declared)


def _blocked_already(declared: Estate, subject: Subject, state: Estate) -> bool:
    """Whether the state says so on these Premier contracts too: one before them, or one to come, is Unified."""
    have = state.policy
    if subject[0] == "workspaces":
        workspace = state.workspaces.get(WorkspaceId(subject[1]))
        have = workspace.policy if workspace is not None else None
    recorded = (state.contracts.get(c) for c in declared.contracts)
    return (
        have is not None
        and have.personal_accounts is PersonalAccounts.BLOCK
        and all(contract is not None and contract.support is Support.PREMIER for contract in recorded)
    )


def _premier_blocks(subject: Subject, severity: Severity) -> Finding:
    return Finding(
        "S-10",
        severity,
        "personal accounts blocked on a Premier contract",
        "Premier workspaces accept personal and work or school accounts",
        "Take `personal_accounts: block` away.",
        subject=(*subject, "personal_accounts"),
    )


def _unified_allows(subject: Subject, policy: AccountPolicy, declared: Estate) -> Iterator[Finding]:
    lacking = [name for name in ("because", "by") if getattr(policy, name) is None]
    if lacking:
        yield Finding(
            "S-12",
            Severity.ERROR,
            "personal accounts allowed without a reason",
            f"on a Unified contract it is recorded why, and who decided it; {' and '.join(lacking)} not said",
            f"Record them:\n{allowing(declared)}",
            subject=subject,
        )


def _contradiction(subject: Subject, policy: AccountPolicy, declared: Estate) -> Iterator[Finding]:
    work = sorted({d for c in declared.contracts.values() for d in c.domains} - consumer_domains())
    tenants = sorted({t for c in declared.contracts.values() for t in c.tenants})
    if policy.because is not Because.NO_WORK_ACCOUNTS or not (work or tenants):
        return
    have, of_what = (work, "domains") if work else ([f"the tenant {t}" for t in tenants], "tenants")
    yield Finding(
        "S-12",
        Severity.WARNING,
        f"no_work_accounts where there are work {of_what}",
        f"{declared.customer} has {', '.join(have[:3])}, so its people can have work accounts",
        f"Write `because: customer_choice`, or take the {of_what} away.",
        subject=(*subject, "because"),
        also_subjects=((of_what,),),
    )


def _over_before_it_begins(subject: Subject, policy: AccountPolicy, declared: Estate) -> Iterator[Finding]:
    first = min(declared.contracts, key=lambda c: (declared.contracts[c].starts, c), default=None)
    if first is None or policy.until is None or policy.until >= declared.contracts[first].starts:
        return
    yield Finding(
        "S-12",
        Severity.WARNING,
        "personal accounts allowed until before the contract starts",
        f"the last day is {policy.until}, and {first} starts on {declared.contracts[first].starts}",
        "Correct the day, or take the allowance away.",
        subject=(*subject, "until"),
        also_subjects=(("contracts", first, "starts"),),
    )


def _reason_for_nothing(subject: Subject, policy: AccountPolicy, declared: Estate) -> Iterator[Finding]:
    said = [name for name in ("because", "by", "until") if getattr(policy, name) is not None]
    if said:
        yield Finding(
            "S-12",
            Severity.WARNING,
            "a reason where nothing is allowed",
            f"{', '.join(said)} belong to `personal_accounts: allow`, which this policy does not say",
            f"Take {', '.join(said)} away, or allow them:\n{allowing(declared)}",
            subject=(*subject, said[0]),
        )
