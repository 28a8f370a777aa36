"""Contracts that buy benefits, this year and next, and workspaces that have some of them."""

from dataclasses import replace
from datetime import timedelta

from estates import (
    ENDS,
    KAI,
    Household,
    admin,
    contract,
    declared,
    with_facts,
)

from reconciler.findings import Finding
from reconciler.kinds.benefit import Benefit
from reconciler.kinds.contract import Contract, ContractId
from reconciler.kinds.estate import Estate
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.plan import CustomerPlan, Listing

AFTER = ENDS + timedelta(days=1)


def bought(this_year: dict[str, Benefit], next_year: dict[str, Benefit] | None = None) -> dict[str, Contract]:
    """A contract, and the one that renews it where the next year is told of."""
    contracts = {"u26": contract(benefits=this_year, csam="avery@vendor.example")}
    if next_year is not None:
        renews = {"starts": AFTER, "ends": ENDS + timedelta(days=365), "renews": ContractId("u26")}
        contracts["u27"] = replace(contracts["u26"], **renews, benefits=next_year)  # type: ignore[arg-type]
    return contracts


def estate(contracts: dict[str, Contract], **quantities: dict[str, int | None]) -> Estate:
    """Workspaces with what is added to them: ``emea={"hours": 300}``."""
    customer = declared({w: [admin(KAI)] for w in quantities}, contracts)
    for workspace, benefits in quantities.items():
        customer = with_facts(customer, workspace, benefits=benefits)
    return customer


def benefits_of(household: Household, workspace: str) -> dict[str, int | None]:
    return dict(household.current().workspaces[WorkspaceId(workspace)].benefits)


def found(household: Household, customer: Estate, rule: str = "D-01") -> list[Finding]:
    return [f for f in household.findings(customer) if f.rule == rule]


def held(plan: CustomerPlan) -> list[tuple[str, str]]:
    return [(x.at, x.why) for x in plan.listed if x.listing is Listing.HELD]
