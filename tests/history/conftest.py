"""A state to be verified."""

import pytest
from estates import ANA, BEN, KAI, Household, admin, declared, member
from tampered import Tampered


@pytest.fixture
def state(household: Household) -> Tampered:
    """Three entries: an apply, an acceptance, and an apply that invites one more; kai is a member, ana and ben are
    invited."""
    household.apply(declared({"finance": [admin(KAI), member(ANA)]}))
    household.answer(("finance", KAI, "accepted"))
    household.apply(declared({"finance": [admin(KAI), member(ANA), member(BEN)]}))
    return Tampered.of(household.store)
