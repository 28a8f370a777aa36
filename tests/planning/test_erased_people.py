"""A person is erased: their facts are gone, the journal holds, and nothing brings their address back."""

from datetime import date
from itertools import count

import hypothesis.strategies as st
from estates import (
    ANA,
    BEN,
    CONTOSO,
    DAY_ONE,
    KAI,
    LIN,
    MIA,
    Household,
    admin,
    chance,
    contract,
    declared,
    member,
    with_facts,
    with_people,
)
from hypothesis import HealthCheck, given, settings
from random_histories import days, estates

from reconciler.applying.entry import Occasion
from reconciler.applying.erasing import erasing_step, naming, returning_step, theirs
from reconciler.applying.step import Step
from reconciler.history.replay import replayed
from reconciler.history.undo import undone
from reconciler.kinds.address import PersonKey, key_of
from reconciler.kinds.estate import Estate
from reconciler.kinds.person import Person
from reconciler.kinds.seat import Note
from reconciler.loading.customer_files import customer_files
from reconciler.ports import StateStore
from reconciler.rules.erasure import without_erased

_NUMBERS = count()
WANTED = {"finance": [admin(KAI), member(ANA), member(BEN)], "retail": [admin(KAI), member(ANA)]}


def erase(household: Household, address: str, on: date = DAY_ONE) -> None:
    store, estate = household.store, household.current()
    holding = store.holding(CONTOSO)
    assert holding is not None
    private = list(store.private(CONTOSO))
    found = theirs(estate, key_of(address), private, store.journal(CONTOSO))
    occasion = Occasion(household.moment, on, "tester@contoso.com", "operator")
    taken = erasing_step(holding, estate, key_of(address), found, private, occasion, chance)
    assert taken.commit is not None, taken.result
    assert store.commit([taken.commit]) == ["committed"]


def everything_told(store: StateStore) -> str:
    """All texts of the state."""
    texts = [value.text or "" for value in store.private(CONTOSO)]
    letters = [letter.content for letter in store.letters(CONTOSO)]
    return "\n".join([*texts, *letters, *(body.decode() for body in store.journal(CONTOSO))])


def lived(household: Household) -> Estate:
    estate = declared(WANTED, {"u26": contract()})
    household.apply(estate)
    household.accept_all()
    return estate


def test_nothing_of_them_is_left_and_the_state_verifies(household: Household) -> None:
    estate = lived(household)
    household.apply(with_people(estate, Person(ANA, name="Ana Ruiz", also=("a.ruiz@contoso.com",))))
    household.open_case("finance", ANA, f"{ANA} cannot log in")
    household.open_case("finance", BEN, "Payroll is wrong")
    erase(household, ANA)

    told = everything_told(household.store)
    assert [word for word in (ANA, "Ruiz", "a.ruiz") if word in told] == []
    assert "Payroll is wrong" in told
    assert household.problems() == ()
    current = household.current()
    assert not any(key_of(ANA) in seats for seats in current.seats.values())
    assert key_of(BEN) in current.seats_in(next(iter(current.seats)) and "finance")  # type: ignore[arg-type]


def test_their_access_ends_and_their_messages_are_owed_no_more(household: Household) -> None:
    household.apply(declared(WANTED, {"u26": contract()}))
    number = household.current().numbers[key_of(ANA)]
    erase(household, ANA)

    assert list(household.store.owed(CONTOSO, [number])) == []
    assert household.problems() == ()


def test_what_others_use_too_stays_theirs(household: Household) -> None:
    same = Note(ticket="CHG-4711")
    wanted = {"finance": [admin(KAI), member(ANA, note=same), member(BEN, note=same), member(LIN, note=Note("by her"))]}
    household.apply(with_people(declared(wanted), Person(ANA, name="Kim Lee"), Person(BEN, name="Kim Lee")))
    erase(household, ANA)
    erase(household, LIN)

    told = everything_told(household.store)
    assert "CHG-4711" in told
    assert "Kim Lee" in told
    assert "by her" not in told
    assert household.problems() == ()


def test_what_only_erased_people_used_is_nobodys(household: Household) -> None:
    same = Note(ticket="CHG-4711")
    wanted = {"finance": [admin(KAI), member(ANA, note=same), member(BEN, note=same)]}
    household.apply(with_people(declared(wanted), Person(ANA, name="Kim Lee"), Person(BEN, name="Kim Lee")))
    erase(household, ANA)
    erase(household, BEN)

    told = everything_told(household.store)
    assert [word for word in ("CHG-4711", "Kim Lee") if word in told] == []
    assert household.problems() == ()


def test_whoever_was_renamed_and_became_one_with_another_is_erased_under_all_their_names(household: Household) -> None:
    lived(household)
    named = {"finance": [admin(KAI), member(BEN), member("ana.ruiz@contoso.com")], "retail": [admin(KAI)]}
    household.apply(with_people(declared(named), Person("ana.ruiz@contoso.com", also=(ANA,))))
    merged = {"finance": [admin(KAI), member("ana.ruiz@contoso.com")], "retail": [admin(KAI)]}
    household.apply(with_people(declared(merged), Person("ana.ruiz@contoso.com", also=(ANA, BEN))))
    assert household.problems() == ()
    erase(household, "ana.ruiz@contoso.com")

    told = everything_told(household.store)
    assert [word for word in (ANA, BEN, "ana.ruiz") if word in told] == []
    assert household.problems() == ()


def test_several_are_erased_and_the_others_live_on(household: Household) -> None:
    lived(household)
    for address in (ANA, BEN, MIA):
        erase(household, address)
        assert household.problems() == ()
    kept = declared({"finance": [admin(KAI), member(LIN)], "retail": [admin(KAI)]}, {"u26": contract()})
    kept, findings = without_erased(kept, household.current().tombstones)
    plan = household.apply(kept)

    assert {p for c in plan.changes if c.do == "invite" for p in c.who} == {key_of(LIN)}
    assert household.problems() == ()
    assert [(f.rule, f.subject) for f in findings] == [("erased-address", ("contracts", "u26", "services_admins", MIA))]


def test_undoing_an_apply_that_names_them_lists_them_as_a_conflict(household: Household) -> None:
    lived(household)
    household.apply(declared({"finance": [admin(KAI)], "retail": [admin(KAI)]}, {"u26": contract()}))
    holding = household.store.holding(CONTOSO)
    assert holding is not None
    serial = household.current().serial
    erase(household, ANA)
    holding = household.store.holding(CONTOSO)
    assert holding is not None
    steps = {s.entry["seq"]: s for s in replayed(CONTOSO, household.store.journal(CONTOSO), holding)}
    back = undone(steps[serial], household.current(), DAY_ONE)

    assert {why for each in back.conflicts for why in [each.why]} == {"was erased since"}
    assert {p for c in back.changes for p in c.who} == {key_of(BEN)}


@given(life=st.lists(st.tuples(estates(), st.integers(0, 8)), min_size=1, max_size=3), on=days)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_in_every_life_the_erased_leave_no_word_and_the_state_verifies(
    life: list[tuple[Estate, int]], on: date
) -> None:
    household = Household(f"erased-{next(_NUMBERS)}")
    gone: set[str] = set()
    for wanted, whom in life:
        if household.findings(wanted):
            continue
        plan = household.plan(wanted, on)
        if household.step(plan, on).commit is not None:
            household.obey(plan, on)
            household.accept_all(on)
        known = sorted(household.current().numbers)
        if known:
            person = known[whom % len(known)]
            gone |= {person, *(household.current().people[person].also if person in household.current().people else ())}
            erase(household, person, on)
            assert household.problems() == ()
            assert not naming(gone).search(everything_told(household.store).replace("tester@contoso.com", ""))


def test_a_dump_names_nobody_who_was_erased_and_nobody_is_invited_in_their_place(household: Household) -> None:
    lived(household)
    erase(household, MIA)
    texts = "".join(customer_files(household.current(), DAY_ONE).values())
    again = Household(f"dumped-after-erasing-{next(_NUMBERS)}")
    nobody = contract(services_admins=("erased@erased.invalid",))
    plan = again.plan(declared(WANTED, {"u26": nobody}))

    assert "erased.invalid" not in texts
    assert not any("erased" in person for change in plan.changes for person in change.who)


def test_an_address_is_found_in_a_text_and_no_longer_one_around_it() -> None:
    found = naming({"ana@contoso.com"})

    assert found.search("sponsor: Ana@Contoso.com.")
    assert not found.search("joana@contoso.com, ana@contoso.com.mx, x.ana@contoso.com")


def test_a_tombstone_covers_the_address_under_its_key_alone(household: Household) -> None:
    lived(household)
    erase(household, ANA)
    stones = household.current().tombstones

    assert stones.covers(ANA)
    assert not stones.covers(BEN)
    assert stones.covered([PersonKey(ANA), PersonKey(BEN)]) == {ANA}
    assert ANA not in str(stones)


def test_no_door_takes_an_erased_address_in_again(household: Household) -> None:
    estate = lived(household)
    erase(household, ANA)
    step = household.step(household.plan(with_facts(estate, "finance", purpose="Month end")))

    assert step.commit is None
    assert any("was erased" in why for why in step.result.why)


def test_who_is_let_return_is_invited_as_somebody_new(household: Household) -> None:
    household.apply(declared(WANTED))
    household.accept_all()
    before = household.current()
    erase(household, ANA)
    returned = step_back(household, ANA)

    assert returned.commit is not None
    assert household.store.commit([returned.commit]) == ["committed"]
    estate, findings = without_erased(declared(WANTED), household.current().tombstones)
    plan = household.apply(estate)

    assert findings == []
    assert [c.at for c in plan.changes if key_of(ANA) in c.who] == ["finance", "retail"]
    assert household.current().numbers[key_of(ANA)] > max(before.numbers.values())
    assert household.problems() == ()
    erase(household, ANA)
    assert household.current().tombstones.covers(key_of(ANA)), "as often as they like"


def test_nobody_is_let_return_who_was_not_erased(household: Household) -> None:
    household.apply(declared(WANTED))
    erase(household, ANA)

    assert step_back(household, BEN).result.why == ("nobody was erased under it",)


def step_back(household: Household, address: str) -> Step:
    holding = household.store.holding(CONTOSO)
    assert holding is not None
    occasion = Occasion(household.moment, DAY_ONE, "tester@contoso.com", "operator")
    return returning_step(holding, household.current(), key_of(address), occasion, chance)
