"""S-17: what was bought besides and stands in no workspace, with the request to send."""

from estates import (
    MIA,
    Household,
    addon,
    with_facts,
)
from purchases import AFTER, bought, estate, found

from reconciler.kinds.benefit import Benefit, BenefitKind


def test_an_add_on_that_no_workspace_has_is_pointed_out_with_the_request_to_send(household: Household) -> None:
    customer = estate(bought({"hours": addon(400)}), emea={}, apac={})

    (told,) = found(household, with_facts(customer, "apac", purpose="Azure landing zone"), "S-17")

    assert (told.severity, told.subject) == ("info", ("contracts", "u26", "benefits", "hours"))
    assert told.remedy.splitlines()[1:] == [
        "To: avery@vendor.example",
        "contoso, contract u26: please",
        "- add 400 hours of hours to one of our workspaces: apac (Azure landing zone), emea",
    ]


def test_an_add_on_that_one_workspace_has_and_a_base_benefit_are_not_pointed_out(household: Household) -> None:
    base = Benefit(BenefitKind.BASE)

    assert found(household, estate(bought({"hours": addon(400), "phone": base}), emea={"hours": 1}), "S-17") == []


def test_while_the_predecessor_counts_its_add_ons_are_pointed_out_as_well(household: Household) -> None:
    both = estate(bought({"hours": addon(400)}, {"days": addon(10)}), emea={})

    told = [(f.rule, f.subject[1]) for f in household.plan(both).findings if f.rule == "S-17"]
    later = [(f.rule, f.subject[1]) for f in household.plan(both, on=AFTER).findings if f.rule == "S-17"]

    assert told == [("S-17", "u26"), ("S-17", "u27")]
    assert later == [("S-17", "u27")]
    assert household.plan(both).contract == "u26"
    assert MIA in {p for c in household.plan(both).changes for p in c.who}
