"""The book of rules: what is checked, and what completes a declared estate, in this order.

A new family is one file and one line in a tuple here.
"""

from collections.abc import Callable, Iterator
from datetime import date

from reconciler.findings import Finding
from reconciler.kinds.desired import Desired
from reconciler.kinds.estate import Estate
from reconciler.rules import (
    account_policies,
    activation,
    additional_workspaces,
    archiving,
    benefit_life,
    benefits,
    contract_life,
    last_days,
    membership,
    movers,
    renamed_workspaces,
    renewals,
    sign_in_accounts,
)

Check = Callable[[Estate, Estate | None], Iterator[Finding]]
Completion = Callable[[Desired, Estate, date], Desired]

CHECKS: tuple[Check, ...] = (
    contract_life.check_days,
    contract_life.check,
    renewals.check,
    activation.check,
    additional_workspaces.check,
    archiving.check,
    renamed_workspaces.check,
    account_policies.check,
    sign_in_accounts.check,
    benefits.check,
    membership.check,
    last_days.check,
)

OF_A_PART: tuple[Check, ...] = (contract_life.check_days, renamed_workspaces.check)
"""Those that never miss what is not there: they can be asked where something could not be read."""

COMPLETIONS: tuple[Completion, ...] = (
    contract_life.complete,
    renamed_workspaces.complete,
    activation.complete,
    archiving.complete,
    movers.complete,
    additional_workspaces.complete,
    benefit_life.complete,
    membership.complete,
    last_days.complete,
    sign_in_accounts.complete,
)


def check(declared: Estate, current: Estate | None = None) -> Iterator[Finding]:
    """What the files say wrongly by themselves. With the state in view (``current``, under the new names that the files
    give) people who stand in it already are left to the decision table (D-10)."""
    for rule in CHECKS:
        yield from rule(declared, current)


def check_part(declared: Estate) -> Iterator[Finding]:
    """Of an estate that is not whole, what is wrong whatever is missing: it is told together with what is missing."""
    for rule in OF_A_PART:
        yield from rule(declared, None)


def complete(declared: Estate, current: Estate, on: date) -> Desired:
    """What should be on a day: the declared estate, completed with the current one in view."""
    desired = Desired(declared, None)
    for rule in COMPLETIONS:
        desired = rule(desired, current, on)
    return desired
