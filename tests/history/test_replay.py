"""A journal replayed, one entry after the other."""

from estates import ANA, CONTOSO, KAI, Household, admin, declared, member

from reconciler.history.replay import Replay


def test_an_estate_that_was_asked_for_stays_as_it_is_when_more_is_read(household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI), member(ANA)]}))
    invited = household.current()
    household.answer(("finance", KAI, "accepted"))
    holding = household.store.holding(CONTOSO)
    assert holding is not None
    replay = Replay(CONTOSO, holding)
    first, second = household.store.journal(CONTOSO)

    replay.read(first)
    asked_for = replay.estate
    replay.read(second)

    assert (asked_for.seats, asked_for.serial) == (invited.seats, 1)
    assert (replay.estate.seats, replay.estate.serial) == (household.current().seats, 2)
