"""What the shape of a change cannot tell: plans of ours never say it, and whoever edits one can. The customer stays."""

import pytest
from estates import ANA, BEN, KAI, Household, admin, declared, member

from reconciler.applying.receipt import Result
from reconciler.kinds.address import key_of
from reconciler.kinds.seat import Seat
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.changes import Action, Change, side_from_plain
from reconciler.planning.plan import CustomerPlan

ZOE = key_of("zoe@contoso.com")
OFFER = {"state": "invited", "role": "member", "gen": 1, "attempt": 1, "expires": "2026-07-01"}


def seat(**said: object) -> Seat:
    made = side_from_plain(Action.INVITE, {**OFFER, **said})
    assert isinstance(made, Seat)
    return made


def invited(who: str, at: str = "finance", do: Action = Action.INVITE) -> Change:
    return Change(do, at, None, seat(), "S-08", (key_of(who),))


def person_renamed(old: str, new: str) -> Change:
    return Change(Action.RENAME_PERSON, new, {"key": old, "address": old}, {"key": new, "address": new}, "D-12")


def workspace_renamed(old: str, new: str) -> Change:
    return Change(Action.RENAME_WORKSPACE, new, {"id": old}, {"id": new}, "D-12")


CREATED = Change(Action.CREATE_WORKSPACE, "emea", None, {}, "S-04")
FORGED = {
    "an offer restored to a stranger": [invited(ZOE, do=Action.RESTORE_INVITATION)],
    "a workspace that gets two names": [CREATED, workspace_renamed("emea", "apac")],
    "a new workspace under the name of another": [
        workspace_renamed("finance", "money"),
        Change(Action.CREATE_WORKSPACE, "finance", None, {}, "S-04"),
    ],
    "somebody named twice": [
        Change(Action.SET_ROLE, "finance", seat(), seat(), "S-07", (key_of(ANA), key_of(ANA))),
    ],
    "a newcomer under the name of another": [person_renamed(ANA, ZOE), invited(ANA, "retail")],
    "a newcomer whose name another gets": [invited(ZOE), person_renamed(ANA, ZOE)],
}


@pytest.mark.parametrize("changes", FORGED.values(), ids=FORGED)
def test_what_no_journal_could_tell_is_not_done(changes: list[Change], household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI), member(ANA)], "retail": [admin(KAI), member(BEN)]}))
    before = household.current()

    step = household.step(CustomerPlan(before.customer, before.serial, tuple(changes)))

    assert step.commit is None
    assert step.result.result in (Result.STALE, Result.BLOCKED)


def test_who_gets_another_name_and_nothing_else_has_it_in_the_state(household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI), member(ANA)]}))

    household.act(person_renamed(ANA, ZOE))

    assert household.problems() == ()
    assert ZOE in household.current().numbers


def test_who_is_asked_before_a_workspace_gets_another_name_is_asked_there(household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI), member(ANA)]}))
    before = household.current()

    household.obey(CustomerPlan(before.customer, before.serial, (invited(BEN), workspace_renamed("finance", "money"))))

    assert household.current().seats[WorkspaceId("money")][key_of(BEN)] == seat()
    assert household.problems() == ()
