"""Each answer is judged at its own day: what counts, what does not and why, and that both go through the one door."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from estates import ANA, BEN, DAY_ONE, KAI, chance, policy
from held import ADMIN, FINANCE, MEMBER, OFFER, U26, held

from reconciler.applying.answered import Answer, Answered, Replies
from reconciler.applying.answers import Judged, answered_step
from reconciler.applying.answers import judged as judged_replies
from reconciler.applying.entry import Occasion
from reconciler.applying.receipt import Result
from reconciler.kinds.account import Identity
from reconciler.kinds.account_policy import AccountKind, Because, PersonalAccounts
from reconciler.kinds.address import key_of
from reconciler.kinds.contract import Support
from reconciler.kinds.estate import Estate
from reconciler.kinds.person import Person
from reconciler.kinds.seat import Role, Seat, SeatState
from reconciler.kinds.workspace import Workspace, WorkspaceId, WorkspaceStatus
from reconciler.planning.changes import Action, Authority, Change
from reconciler.ports import Holding

NOA = "noa@outlook.example"
CLOSED = {state: Seat(state, Role.MEMBER, generation=1) for state in SeatState}


def said(answer: str, person: str = ANA, workspace: str = "finance", on: date = DAY_ONE) -> Answered:
    return Answered(WorkspaceId(workspace), key_of(person), Answer(answer), on, 2)


def judged(estate: Estate, answers: Sequence[Answered]) -> Judged:
    return judged_replies(estate, Replies(answer._replace(row=n) for n, answer in enumerate(answers, 2)))


def why_not(estate: Estate, *answers: Answered) -> list[str]:
    verdict = judged(estate, answers)
    assert not verdict.changes
    return [refusal.why for some, refusal in verdict.refused for _ in some.people]


@pytest.mark.parametrize("answer", Answer)
def test_nobody_answers_an_invitation_that_is_not_there(answer: Answer) -> None:
    says = ["there is no invitation for this person in this workspace"]

    assert why_not(held({ANA: OFFER}), said(answer, person=BEN)) == says
    assert why_not(held({ANA: OFFER}), said(answer, workspace="retail")) == says


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        *(("accepted", state) for state in ("declined", "left", "bounced", "revoked", "removed")),
        *(("declined", state) for state in ("left", "bounced", "revoked", "removed", "member")),
    ],
)
def test_what_is_not_open_any_more_is_not_answered(answer: str, state: str) -> None:
    """D-05: accepting asks the same function as planning."""
    how = {
        "member": "it was accepted already",
        "left": "it was accepted, and they left since",
        "removed": "they were removed since",
    }
    assert why_not(held({ANA: CLOSED[SeatState(state)]}), said(answer)) == [
        f"the invitation is not open on 2026-06-01: {how.get(state, f'it was {state} already')}"
    ]


@pytest.mark.parametrize("answer", ["accepted", "declined"])
def test_an_invitation_is_open_before_its_end_at_the_time_of_the_answer(answer: str) -> None:
    """D-05."""
    estate = held({ANA: OFFER})

    assert len(judged(estate, [said(answer, on=date(2026, 6, 30))]).changes) == 1
    assert why_not(estate, said(answer, on=date(2026, 7, 1))) == [
        "the invitation is not open on 2026-07-01: it was open until 2026-06-30"
    ]


def test_a_list_that_begins_with_the_latest_says_what_one_that_ends_with_it_does() -> None:
    """D-05: each is judged at its own day, whichever row it stands in."""
    earlier, later = said("accepted", on=date(2026, 6, 5)), said("left", on=date(2026, 6, 10))

    assert judged(held({ANA: OFFER}), [later, earlier]) == judged(held({ANA: OFFER}), [earlier, later])
    assert not judged(held({ANA: OFFER}), [later, earlier]).refused


def test_nobody_leaves_who_is_no_member() -> None:
    assert why_not(held({ANA: OFFER}), said("left")) == ["they are no member there: invited"]


@pytest.mark.parametrize("seat", [MEMBER, CLOSED[SeatState.REMOVED]])
def test_nothing_bounces_that_was_not_sent(seat: Seat) -> None:
    assert why_not(held({ANA: seat}), said("bounced")) == [f"no invitation to them could come back: {seat.state}"]


def test_nobody_accepts_while_no_contract_is_live() -> None:
    """D-03."""
    for_ever = replace(OFFER, expires=date(2028, 1, 1))

    assert why_not(held({ANA: for_ever}), said("accepted", on=date(2027, 1, 1))) == [
        "no contract is live on 2027-01-01"
    ]
    assert judged(held({ANA: for_ever}), [said("declined", on=date(2027, 1, 1))]).changes, "but anybody may decline"


@pytest.mark.parametrize("status", [WorkspaceStatus.SUSPENDED, WorkspaceStatus.ARCHIVED])
def test_nobody_accepts_into_a_workspace_that_is_not_in_use(status: WorkspaceStatus) -> None:
    closed = held({ANA: OFFER}, workspaces={FINANCE: Workspace(status=status)})

    assert why_not(closed, said("accepted")) == [f"the workspace is {status}"]


def test_nobody_accepts_after_their_last_day() -> None:
    """D-15."""
    until = replace(OFFER, until=date(2026, 6, 10))

    assert why_not(held({ANA: until}), said("accepted", on=date(2026, 6, 11))) == [
        "the access would have ended on 2026-06-10"
    ]
    assert judged(held({ANA: until}), [said("accepted", on=date(2026, 6, 10))]).changes


ALLOW = policy(personal_accounts=PersonalAccounts.ALLOW, because=Because.CUSTOMER_CHOICE, until=date(2026, 6, 10))


@pytest.mark.parametrize(
    ("support", "customer", "workspace", "on", "accepted"),
    [
        (Support.UNIFIED, None, None, DAY_ONE, False),
        (Support.PREMIER, None, None, DAY_ONE, True),
        (Support.UNIFIED, ALLOW, None, DAY_ONE, True),
        (Support.UNIFIED, ALLOW, None, date(2026, 6, 11), False),
        (Support.UNIFIED, None, ALLOW, DAY_ONE, True),
        (Support.UNIFIED, ALLOW, policy(personal_accounts=PersonalAccounts.BLOCK), DAY_ONE, False),
    ],
)
def test_a_personal_account_is_accepted_as_the_policy_of_that_day_says(
    support: Support, customer: object, workspace: object, on: date, accepted: bool
) -> None:
    """D-09, S-10 to S-12."""
    estate = held({NOA: OFFER}, people={key_of(NOA): Person(NOA, account=AccountKind.PERSONAL)}, policy=customer)
    contracts = {U26: replace(estate.contracts[U26], support=support)}
    estate = replace(estate, contracts=contracts, workspaces={FINANCE: Workspace(policy=workspace)})  # type: ignore[arg-type]

    verdict = judged(estate, [said("accepted", person=NOA, on=on)])

    assert bool(verdict.changes) is accepted
    blocked = f"personal accounts are blocked in this workspace on {on}, and theirs is predicted to be one"
    assert [refusal.why for _, refusal in verdict.refused] == [blocked] * (not accepted)


@pytest.mark.parametrize(
    ("before", "answer", "after"),
    [
        (OFFER, "accepted", replace(MEMBER, attempt=0)),
        (OFFER, "declined", replace(CLOSED[SeatState.DECLINED], attempt=1)),
        (OFFER, "bounced", replace(CLOSED[SeatState.BOUNCED], attempt=1)),
        (MEMBER, "left", CLOSED[SeatState.LEFT]),
    ],
)
def test_a_good_answer_is_a_change_of_the_seat(before: Seat, answer: str, after: Seat) -> None:
    """Generations never fall (D-06)."""
    assert judged(held({ANA: before}), [said(answer)]).changes == (
        Change(Action(f"answer_{answer}"), FINANCE, before, after, "S-08", (key_of(ANA),), Authority.SYSTEM),
    )


def test_answers_given_under_another_address_are_the_persons_own() -> None:
    """D-12."""
    estate = held({ANA: OFFER}, people={key_of(ANA): Person(ANA, also=("ana@northwind.example",))})

    assert judged(estate, [said("accepted", person="ana@northwind.example")]).changes[0].who == (key_of(ANA),)


def test_each_answer_is_judged_on_what_those_before_it_made() -> None:
    verdict = judged(held({ANA: OFFER}), [said("accepted"), said("left"), said("left")])

    assert [c.do.value for c in verdict.changes] == ["answer_accepted", "answer_left"]
    assert verdict.known == 1


def test_who_they_are_is_kept_from_their_first_sign_in_on() -> None:
    """S-09. The kind of account only where it is not what was predicted (D-09)."""
    account = Identity("https://login.example,tenant,object")
    known = held({ANA: OFFER})

    first = judged(known, [said("accepted")._replace(account=AccountKind.WORK, identity=account)])
    again = judged(
        replace(known, people={key_of(ANA): Person(ANA, identity=account)}),
        [said("accepted")._replace(account=AccountKind.WORK, identity=account)],
    )

    assert [(c.do.value, c.was, c.now) for c in first.changes[1:]] == [
        ("update_person", {"identity": None}, {"identity": account})
    ]
    assert [c.do.value for c in again.changes] == ["answer_accepted"]


def test_like_answers_are_one_change() -> None:
    assert [
        c.who for c in judged(held({ANA: OFFER, BEN: OFFER}), [said("accepted", BEN), said("accepted")]).changes
    ] == [(key_of(ANA), key_of(BEN))]


def test_saying_again_what_the_state_says_is_no_fault() -> None:
    """Recording twice is recording once."""
    verdict = judged(held({ANA: MEMBER}), [said("accepted")])

    assert (verdict.changes, verdict.refused, verdict.known) == ((), (), 1)


_NOTHING_SAID = {"contracts": {}, "policy": None, "limits": {}, "workspaces": {}, "people": {}, "last": 10}


def holding_of(estate: Estate) -> Holding:
    """As the store gives it, for ids of private values."""
    people = {number: str(key) for key, number in estate.numbers.items()}
    return Holding(estate.customer, estate.serial, "", _NOTHING_SAID, people, {}, {})


def step_of(verdict: Judged) -> tuple[Result, tuple[str, ...]]:
    occasion = Occasion(datetime(2026, 6, 1, 9, tzinfo=UTC), DAY_ONE, "tester@contoso.com", "record")
    step = answered_step(verdict, holding_of(verdict.estate), occasion, chance)
    assert (step.commit is None) is (step.result.result is not Result.APPLIED)
    return step.result.result, step.result.why


def test_the_last_admin_may_leave() -> None:
    """D-08: leaving by oneself is stronger than the rule."""
    assert step_of(judged(held({KAI: ADMIN}), [said("left", person=KAI)])) == (Result.APPLIED, ())


def test_no_answers_commit_nothing() -> None:
    assert step_of(judged(held({ANA: MEMBER}), [said("accepted")])) == (Result.NOTHING, ())


def test_an_answer_whose_seat_has_moved_is_stale() -> None:
    """The same check of every ``was`` as for a plan."""
    verdict = judged(held({ANA: OFFER}), [said("accepted")])

    assert step_of(replace(verdict, estate=held({ANA: MEMBER}))) == (
        Result.STALE,
        (f"{ANA} in finance is member as member now",),
    )


def test_an_answer_whose_result_breaks_an_invariant_is_blocked() -> None:
    """The same proof of the result as for a plan; what ``judged`` gives breaks none, so this is made by hand."""
    nowhere = Change(
        Action.ANSWER_ACCEPTED, "finance", OFFER, replace(OFFER, attempt=0), "S-08", (key_of(ANA),), Authority.SYSTEM
    )

    assert step_of(Judged(held({ANA: OFFER}), (nowhere,), ())) == (
        Result.BLOCKED,
        ("I1: an invitation to finance has no end, generation or attempt",),
    )


def test_an_answer_to_an_invitation_that_was_never_made_is_blocked() -> None:
    """I1: the same proof of the result as for a plan."""
    never_asked = replace(OFFER, generation=0)

    assert step_of(judged(held({ANA: never_asked}), [said("accepted")])) == (
        Result.BLOCKED,
        ("I1: answer_accepted makes a member of finance who accepted no invitation",),
    )
