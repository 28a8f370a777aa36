"""Contoso with somebody in each role, and the plan that each of them sees."""

from dataclasses import replace
from itertools import count

from estates import (
    ANA,
    BEN,
    DAY_ONE,
    KAI,
    LIN,
    MIA,
    Household,
    addon,
    admin,
    contract,
    declared,
    member,
    policy,
)

from reconciler.kinds.account_policy import Because, PersonalAccounts
from reconciler.kinds.estate import Estate
from reconciler.kinds.vendor import VendorPerson, VendorRole
from reconciler.planning.plan import CustomerPlan
from reconciler.workflows.seen_by import eyes

AVERY, ROBIN, ZOE = "avery@vendor.example", "robin@vendor.example", "zoe@vendor.example"
NEW, NOA = "noor@contoso.com", "noa@mail.example"
VENDOR = [VendorPerson(ZOE, VendorRole.CSAM)]
_NUMBERS = count()

U26 = replace(contract(csam=AVERY, coordinator=ROBIN, benefits={"hours": addon(100)}))

ALLOWED = policy(personal_accounts=PersonalAccounts.ALLOW, because=Because.CUSTOMER_CHOICE, by=MIA)


def told(finance: tuple[str, ...] = (ANA,), default: tuple[str, ...] = (BEN,), **more: object) -> Estate:
    """Contoso as it is: mia@ is services admin, kai@ admin of finance, lin@ of retail; the others are members."""
    people = {
        "default": [member(p) for p in default],
        "finance": [admin(KAI), *(member(p) for p in finance)],
        "retail": [admin(LIN), member(ANA)],
    }
    return replace(declared(people, {"u26": U26}), **more)  # type: ignore[arg-type]


def fresh() -> Household:
    return Household(f"table-{next(_NUMBERS)}")


def as_it_is() -> Household:
    household = fresh()
    household.apply(told())
    household.accept_all()
    return household


def seen(household: Household, estate: Estate, person: str, vendor: list[VendorPerson] = VENDOR) -> CustomerPlan:
    """The plan for one person."""
    view = eyes(person, vendor).view(estate, household.current(), DAY_ONE)
    assert view is not None
    return household.plan(estate, view=view)
