"""What was bought with one contract and with the next one, and what workspaces have of it on each day (D-01)."""

from dataclasses import replace
from datetime import timedelta

from estates import (
    ENDS,
    Household,
    addon,
    declared,
    lines,
    with_facts,
)
from purchases import AFTER, benefits_of, bought, estate, found, held

from reconciler.applying.invariants import broken_by
from reconciler.applying.obey import obey
from reconciler.kinds.contract import ContractId
from reconciler.planning.changes import Action, Change


def test_benefits_that_the_successor_buys_too_stay_where_they_are(household: Household) -> None:
    household.apply(estate(bought({"hours": addon(400)}), emea={"hours": 300}))
    household.accept_all()
    both = estate(bought({"hours": addon(400)}, {"hours": addon(300)}), emea={"hours": 300})

    household.apply(both)

    assert not household.plan(both, on=AFTER).changes
    assert benefits_of(household, "emea") == {"hours": 300}


def test_more_than_any_contract_bought_is_an_error_of_the_files_with_every_place(household: Household) -> None:
    both = estate(bought({"hours": addon(200)}, {"hours": addon(100)}), emea={"hours": 100}, apac={"hours": 150})

    (told,) = found(household, both)

    assert (told.severity, told.summary) == ("error", "more of a benefit added than was bought")
    assert told.explanation == "250 hours of hours are added to workspaces and 200 were bought with u26"
    assert {told.subject, *told.also_subjects} == {
        ("workspaces", "apac", "benefits", "hours"),
        ("workspaces", "emea", "benefits", "hours"),
        ("contracts", "u26", "benefits", "hours"),
    }


LESS = estate(bought({"hours": addon(400)}, {"hours": addon(200)}), emea={"hours": 100}, apac={"hours": 150})
"""The renewal buys less than is added: right until the contract before it is over (D-22)."""


def test_d_22_a_renewal_that_buys_less_than_is_added_is_a_warning_with_the_request_to_send(
    household: Household,
) -> None:
    (told,) = found(household, LESS)

    assert (told.severity, told.summary) == ("warning", "renewal that buys less than is added")
    assert told.explanation == (
        "250 hours of hours are added to workspaces, and u27 buys 200 from 2027-01-01 on; until they are lowered it "
        "counts with as many as the contract before it"
    )
    assert {told.subject, *told.also_subjects} == {
        ("workspaces", "apac", "benefits", "hours"),
        ("workspaces", "emea", "benefits", "hours"),
        ("contracts", "u27", "benefits", "hours"),
    }
    assert told.remedy.splitlines() == [
        "Lower them to 200 in all, or buy more with u27. To ask for it, send this:",
        "To: avery@vendor.example",
        "contoso, contract u27: please",
        "- lower hours to 200 hours in all: apac has 150 hours, emea has 100 hours",
    ]


def test_d_01_a_renewal_that_buys_less_counts_with_as_much_as_before_until_workspaces_have_less(
    household: Household,
) -> None:
    plan = household.apply(LESS)
    household.accept_all()
    begun = household.plan(LESS, on=AFTER)
    less = with_facts(LESS, "apac", benefits={"hours": 100})

    lowered = household.apply(less, on=AFTER)

    why = "u27 buys 200 hours of hours, and apac, emea have 250; it counts with 400 until that is lowered"
    assert [(x.at, x.action, x.why) for x in plan.listed if x.rule == "D-01"] == [("u27", "update_contract", why)]
    assert not begun.changes
    assert not begun.invalid
    assert [x.why for x in begun.listed if x.rule == "D-01"] == [why]
    assert [line for line in lines(lowered) if "invite" not in line] == ["change_benefit apac", "update_contract u27"]
    assert household.current().contracts[ContractId("u27")].benefits["hours"].quantity == 200
    assert not household.plan(less, on=AFTER).changes
    assert household.problems() == ()


def test_a_benefit_that_the_successor_does_not_buy_ends_with_its_contract(household: Household) -> None:
    both = estate(bought({"hours": addon(400)}, {}), emea={"hours": 300})
    household.apply(both)
    household.accept_all()

    assert [(f.severity, f.summary) for f in found(household, both)] == [
        ("warning", "benefit that ends with its contract")
    ]
    assert not household.plan(both, on=ENDS).changes
    plan = household.apply(both, on=AFTER)
    assert lines(plan) == ["remove_benefit emea"]
    assert not household.plan(both, on=AFTER).changes
    assert household.problems() == ()


def test_what_only_the_successor_bought_waits_for_its_first_day(household: Household) -> None:
    both = estate(bought({"hours": addon(100)}, {"hours": addon(500)}), emea={"hours": 400}, apac={"hours": 50})

    plan = household.apply(both)

    assert [c.at for c in plan.changes if c.do is Action.ADD_BENEFIT] == []
    assert held(plan) == [
        ("apac", "50 hours of hours from 2027-01-01, when u27 begins"),
        ("emea", "400 hours of hours from 2027-01-01, when u27 begins"),
    ]
    household.accept_all()
    assert not household.plan(both, on=ENDS).changes
    assert lines(household.apply(both, on=AFTER)) == ["add_benefit apac", "add_benefit emea"]
    assert (benefits_of(household, "apac"), benefits_of(household, "emea")) == ({"hours": 50}, {"hours": 400})


def test_an_add_on_that_is_new_with_the_successor_waits_too(household: Household) -> None:
    both = estate(bought({}, {"hours": addon(500)}), emea={"hours": 400})

    assert held(household.apply(both)) == [("emea", "400 hours of hours from 2027-01-01, when u27 begins")]
    household.accept_all()
    assert lines(household.apply(both, on=AFTER)) == ["add_benefit emea"]


def test_while_a_raise_waits_what_falls_falls_now(household: Household) -> None:
    household.apply(estate(bought({"hours": addon(300)}), emea={"hours": 200}, apac={"hours": 100}))
    household.accept_all()
    both = estate(bought({"hours": addon(300)}, {"hours": addon(500)}), emea={"hours": 100}, apac={"hours": 400})

    plan = household.apply(both)

    assert lines(plan) == ["change_benefit emea", "renew_contract u27"]
    assert held(plan) == [("apac", "400 hours of hours from 2027-01-01, when u27 begins")]


def test_a_renewal_declared_late_lowers_before_the_smaller_purchase_counts(household: Household) -> None:
    household.apply(estate(bought({"hours": addon(400)}), emea={"hours": 400}), on=ENDS)
    household.accept_all(on=ENDS)
    smaller = estate(bought({"hours": addon(400)}, {"hours": addon(100)}), emea={"hours": 100})
    before = household.current()

    plan = household.plan(smaller, on=AFTER)

    assert lines(plan) == ["change_benefit emea", "renew_contract u27"]
    for n in range(1, len(plan.changes) + 1):
        prefix = plan.changes[:n]
        assert list(broken_by(before, obey(before, prefix).estate, prefix, AFTER)) == []


def test_what_a_contract_is_corrected_to_buy_falls_once_its_renewal_buys_what_was_added(household: Household) -> None:
    """u26 is over, and was said to buy 400 by mistake; u27 of the same plan buys them."""
    household.apply(estate(bought({"hours": addon(400)}), emea={"hours": 400}), on=ENDS)
    household.accept_all(on=ENDS)
    corrected = estate(bought({"hours": addon(100)}, {"hours": addon(400)}), emea={"hours": 400})
    before = household.current()

    plan = household.plan(corrected, on=AFTER)

    assert lines(plan) == ["renew_contract u27", "update_contract u26"]
    for n in range(1, len(plan.changes) + 1):
        prefix = plan.changes[:n]
        assert list(broken_by(before, obey(before, prefix).estate, prefix, AFTER)) == []


def test_a_smaller_renewal_before_the_lowering_would_be_refused(household: Household) -> None:
    household.apply(estate(bought({"hours": addon(400)}), emea={"hours": 400}), on=ENDS)
    smaller = estate(bought({"hours": addon(400)}, {"hours": addon(100)}), emea={"hours": 100})
    before = household.current()
    (renew,) = [c for c in household.plan(smaller, on=AFTER).changes if c.do is Action.RENEW_CONTRACT]

    after = obey(before, [renew]).estate

    assert list(broken_by(before, after, [renew], AFTER)) == [
        "D-01: 400 of hours would be added and 100 are bought on 2027-01-01"
    ]


def test_adding_more_than_the_contract_of_the_day_bought_is_refused_though_another_one_has_it(
    household: Household,
) -> None:
    household.apply(estate(bought({"hours": addon(100)}, {"hours": addon(500)}), emea={}))
    before = household.current()
    add = Change(Action.ADD_BENEFIT, "emea", None, {"benefit": "hours", "quantity": 400}, "D-01")

    after = obey(before, [add]).estate

    assert list(broken_by(before, after, [add], AFTER)) == []
    assert len(list(broken_by(before, after, [add], ENDS))) == 1


def test_a_protected_workspace_that_keeps_more_than_the_renewal_bought_does_not_stop_it(household: Household) -> None:
    customer = with_facts(estate(bought({"hours": addon(400)}), emea={"hours": 400}), "emea", protect=True)
    household.apply(customer, on=ENDS)
    household.accept_all(on=ENDS)
    alone = declared(contracts=bought({"hours": addon(400)}, {"hours": addon(100)}))

    plan = household.apply(alone, on=AFTER)

    assert lines(plan) == ["renew_contract u27"]
    assert [f.summary for f in plan.findings if f.rule == "D-01"] == ["benefit stays as it is"]
    assert not household.plan(alone, on=AFTER).changes
    assert household.problems() == ()


def test_what_is_bought_besides_counts_where_it_is_not_enough_yet(household: Household) -> None:
    """Nobody is worse off by it, and what is missing is less."""
    household.apply(with_facts(estate(bought({"hours": addon(300)}, {}), emea={"hours": 300}), "emea", protect=True))
    late = declared({}, bought({"hours": addon(300)}, {"hours": addon(200)}))

    plan = household.apply(late, on=AFTER)

    assert "update_contract u27" in lines(plan)
    assert household.current().contracts[ContractId("u27")].benefits["hours"].quantity == 200
    assert benefits_of(household, "emea") == {"hours": 300}
    assert not household.plan(late, on=AFTER).changes


def test_what_a_contract_bought_that_was_over_before_it_was_recorded_is_added_nowhere(household: Household) -> None:
    household.apply(estate(bought({"hours": addon(100)}), emea={}))
    both = estate(bought({"hours": addon(100)}, {"hours": addon(200)}), emea={"hours": 200})
    over = AFTER + timedelta(days=400)

    plan = household.apply(both, on=over)

    assert "add_benefit emea" not in lines(plan)
    assert not household.plan(both, on=over).changes
    assert household.problems() == ()


def test_a_closed_customer_has_nothing_of_a_contract_that_nobody_activates_any_more(household: Household) -> None:
    """Its protected workspace keeps for one plan more what the contract of the state bought."""
    now = bought({"hours": addon(100)}, {"hours": addon(100)})
    household.apply(with_facts(estate(now, emea={"hours": 100}), "emea", protect=True), on=AFTER)
    later = bought({"hours": addon(100)}, {})
    moved = AFTER + timedelta(days=180)
    later["u26"] = replace(later["u26"], ends=moved - timedelta(days=1))
    later["u27"] = replace(later["u27"], starts=moved, ends=moved + timedelta(days=60))
    closed = replace(declared({}, later), closed=True)

    plan = household.apply(closed, on=AFTER)

    assert ContractId("u26") not in household.current().contracts
    assert household.current().contracts[ContractId("u27")].benefits == {"hours": addon(100)}
    assert "archive_workspace emea" not in lines(plan)
    assert "archive_workspace emea" in lines(household.apply(closed, on=AFTER))
    assert household.current().contracts[ContractId("u27")].benefits == {}
    assert not household.plan(closed, on=AFTER).changes
    assert household.problems() == ()


def test_a_benefit_that_another_workspace_keeps_is_held_and_listed(household: Household) -> None:
    terms = bought({"hours": addon(400)})
    household.apply(with_facts(estate(terms, emea={"hours": 300}), "emea", protect=True))
    household.accept_all()

    plan = household.plan(estate(terms, apac={"hours": 200}))

    (line,) = [x for x in plan.listed if x.rule == "D-01"]
    assert (line.at, line.action) == ("apac", "add_benefit")
    assert line.why == "200 hours of hours, while emea keeps what was bought"
