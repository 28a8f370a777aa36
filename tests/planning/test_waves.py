"""``invitations_per_day``: all is applied at once, and mails go out day by day, admins first."""

import io
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from estates import CONTOSO, DAY_ONE, KAI, MIA, Household, admin, declared, member

from reconciler.findings import Severity
from reconciler.kinds.estate import Estate
from reconciler.kinds.limits import Terms
from reconciler.planning import plan_file
from reconciler.planning.plan import CustomerPlan, Heading

LATER = [DAY_ONE + timedelta(days=n) for n in range(10)]


@pytest.fixture
def house(request: pytest.FixtureRequest) -> Household:
    return Household(request.node.name)


def people(count: int, most: int | None = 4) -> Estate:
    """Kai and so many members in each of two workspaces; Mia comes by the contract."""
    members = [member(f"p{n:02}@contoso.com") for n in range(count)]
    estate = declared({"emea": [admin(KAI), *members], "apac": [admin(KAI), *members]})
    return replace(estate, terms=Terms(invitations_per_day=most))


def by_day(house: Household) -> Counter[date]:
    return Counter(message.send_on for message in house.store.owed(CONTOSO))


def changes_digest(plan: CustomerPlan) -> str:
    return plan_file.write(Heading(DAY_ONE, "lineage", "", "0"), [plan], io.BytesIO()).changes


def test_each_day_has_its_mails_and_none_has_more(house: Household) -> None:
    plan = house.apply(people(5))

    assert by_day(house) == {LATER[0]: 4, LATER[1]: 4, LATER[2]: 4, LATER[3]: 1}
    assert [f.explanation for f in plan.findings if f.rule == "D-05"] == [
        f"4 a day by invitations_per_day, the last on {LATER[3]}"
    ]
    assert house.problems() == ()


def test_waves_that_outlast_the_contract_are_warned_of(house: Household) -> None:
    estate = people(5)
    short = {name: replace(contract, ends=LATER[2]) for name, contract in estate.contracts.items()}

    (told,) = (f for f in house.apply(replace(estate, contracts=short)).findings if f.rule == "D-05")

    assert (told.severity, told.summary) == (Severity.WARNING, "invitations would go out after the contract")
    assert told.explanation.endswith(f"the last on {LATER[3]}, when no contract is live: those wait for a renewal")


def test_admins_go_before_members(house: Household) -> None:
    house.apply(people(5))

    numbers = house.current().numbers
    first = {m.person for m in house.store.owed(CONTOSO) if m.send_on == DAY_ONE}
    assert {numbers[KAI], numbers[MIA]} <= first  # type: ignore[index]


def test_an_invitation_is_open_as_long_as_any_from_the_day_of_its_mail_on(house: Household) -> None:
    house.apply(people(5))

    days = {(m.workspace, m.person): m.send_on for m in house.store.owed(CONTOSO)}
    estate = house.current()
    for workspace, person, seat in estate.memberships():
        sent = days[estate.workspace_numbers[workspace], estate.numbers[person]]
        assert seat.expires == sent + timedelta(days=30)


def test_what_earlier_applies_put_on_the_days_ahead_counts(house: Household) -> None:
    house.apply(people(5))
    house.apply(people(7), on=LATER[1])

    assert max(by_day(house).values()) == 4
    assert by_day(house)[LATER[3]] == 4
    assert sum(by_day(house).values()) == 17


def test_planning_again_gives_nothing_and_an_answer_counts_before_the_mail(house: Household) -> None:
    house.apply(people(5))

    assert house.plan(people(5)).changes == ()
    house.answer(("emea", "p04@contoso.com", "accepted"))
    assert house.problems() == ()


def test_without_a_limit_nothing_is_parted_and_what_a_reviewer_agrees_to_is_the_same(house: Household) -> None:
    whole, waves = house.plan(people(5, None)), house.plan(people(5))

    assert not [c for c in whole.changes if c.send_on]
    assert len(waves.changes) > len(whole.changes)
    assert changes_digest(whole) == changes_digest(waves)
    assert changes_digest(waves) == changes_digest(house.plan(people(5), on=LATER[1]))
    assert changes_digest(waves) != changes_digest(house.plan(people(6)))
