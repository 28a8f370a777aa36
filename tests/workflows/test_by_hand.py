"""One person's invitations by hand: sent again, taken back, and leaving."""

from datetime import date
from pathlib import Path

import pytest
from runs import CONTOSO, JUNE, Run, world

from reconciler.applying.receipt import Receipt, Result
from reconciler.applying.record import estate_of
from reconciler.errors import InputInvalid, InvitationClosed, ReconcilerError, Stopped, WrongUsage
from reconciler.history.verify import verified
from reconciler.kinds.address import key_of
from reconciler.kinds.seat import Seat, SeatState
from reconciler.kinds.workspace import WorkspaceId
from reconciler.reporting.by_hand import left_as_it_is, outcome, question
from reconciler.workflows.as_of import When, as_of
from reconciler.workflows.by_hand import Kind, Proposal, Wish, carried_out, proposed
from reconciler.workflows.invitations import invitations

ANA, BEN, KAI, MIA = (f"{name}@contoso.com" for name in ("ana", "ben", "kai", "mia"))
JULY = date(2026, 7, 10)


@pytest.fixture
def invited(tmp_path: Path) -> Run:
    """Everybody of the configuration, on 1 June, for 30 days."""
    run = Run(tmp_path)
    run.apply()
    return run


def do(run: Run, wish: Wish, on: date = JUNE, agreed: Proposal | None = None) -> tuple[Proposal, Receipt]:
    return carried_out(wish, agreed, run.state, world(on))


def seat_of(run: Run, person: str, workspace: str = "finance") -> Seat:
    holding = run.store().holding(CONTOSO)
    assert holding is not None
    return estate_of(holding).seats[WorkspaceId(workspace)][key_of(person)]


def owed(run: Run) -> list[tuple[int, int]]:
    return sorted((m.person, m.generation) for m in run.store().owed(CONTOSO))


def refused(run: Run, wish: Wish, on: date = JUNE) -> ReconcilerError:
    """Why it was not done; and it was not done."""
    before = run.store().customers()[CONTOSO]
    with pytest.raises(ReconcilerError) as error:
        do(run, wish, on)
    assert run.store().customers()[CONTOSO] == before
    assert error.value.remedy
    return error.value


def test_an_invitation_sent_again_is_a_new_one_with_a_mail_of_its_own(invited: Run) -> None:
    """D-04: the older one is void, its unsent mail too."""
    before, waiting = seat_of(invited, ANA), len(owed(invited))

    proposal, receipt = do(invited, Wish(Kind.RESEND, ANA, "contoso/finance"), on=date(2026, 6, 20))

    now = seat_of(invited, ANA)
    assert (now.generation, now.attempt, now.expires) == (before.generation + 1, before.attempt, date(2026, 7, 20))
    assert len(owed(invited)) == waiting
    assert receipt.summary == {"reinvite": 1}
    assert [*outcome(proposal.done, proposal.shown)] == [
        "ana@contoso.com is invited to finance again, until 2026-07-19; links sent before are void.",
        "Next: reconciler deliver",
    ]
    assert verified(invited.store(), CONTOSO).problems == ()


def test_how_long_it_is_open_is_said_by_the_configuration_or_with_it(
    invited: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(invited.folder)
    invited.declare("version: 1\nname: tests\ndefaults: {invitation_days: 7}\n", "reconciler.yaml")

    do(invited, Wish(Kind.RESEND, ANA, "contoso/finance"))
    assert seat_of(invited, ANA).expires == date(2026, 6, 8)

    do(invited, Wish(Kind.RESEND, ANA, "contoso/finance", days=3))
    assert seat_of(invited, ANA).expires == date(2026, 6, 4)


def test_a_whole_customer_means_every_workspace_where_it_can_be(invited: Run) -> None:
    invited.record(("finance", KAI, "accepted"))

    proposal, receipt = do(invited, Wish(Kind.RESEND, KAI, "contoso"))

    assert receipt.summary == {"reinvite": 1}
    assert [*left_as_it_is(proposal.done)] == [
        "Left as it is: kai@contoso.com has no invitation to finance to send again: they have accepted."
    ]


def test_one_past_its_end_or_whose_mail_came_back_is_sent_again(invited: Run) -> None:
    """What a plan would leave to somebody's decision."""
    invited.record(("finance", ANA, "bounced"))

    do(invited, Wish(Kind.RESEND, ANA, "contoso/finance"))
    do(invited, Wish(Kind.RESEND, KAI, "contoso/finance"), on=JULY)

    assert seat_of(invited, ANA).open(JUNE)
    assert seat_of(invited, KAI).open(JULY)


@pytest.mark.parametrize("answer", ["declined", "left"])
def test_whoever_said_no_is_asked_again_by_the_files_alone(invited: Run, answer: str) -> None:
    """D-06."""
    invited.record(*[("finance", ANA, word) for word in (["accepted", "left"] if answer == "left" else [answer])])

    error = refused(invited, Wish(Kind.RESEND, ANA, "contoso/finance"))

    assert isinstance(error, Stopped)
    assert "is asked again to join finance only where the files ask for it" in error.what
    assert "reinvite: 2" in error.remedy


def test_nobody_is_invited_again_without_a_live_contract(invited: Run) -> None:
    """D-03."""
    error = refused(invited, Wish(Kind.RESEND, ANA, "contoso/finance"), on=date(2027, 2, 1))

    assert isinstance(error, Stopped)
    assert error.what == "nobody is invited to finance now: no contract is live on 2027-02-01"


def test_an_invitation_taken_back_is_void_and_its_mail_is_owed_no_more(invited: Run) -> None:
    waiting = len(owed(invited))

    proposal, _ = do(invited, Wish(Kind.REVOKE, ANA, "contoso/finance"))

    assert seat_of(invited, ANA).state is SeatState.REVOKED
    assert len(owed(invited)) == waiting - 1
    assert question(proposal.done, proposal.shown).startswith(
        "Take back the invitation of ana@contoso.com to finance of contoso?"
    )
    assert next(outcome(proposal.done, proposal.shown)) == "The invitation of ana@contoso.com to finance is void."
    assert verified(invited.store(), CONTOSO).problems == ()


def test_what_is_not_open_is_not_taken_back(invited: Run) -> None:
    invited.record(("finance", ANA, "accepted"))

    accepted = refused(invited, Wish(Kind.REVOKE, ANA, "contoso/finance"))
    ended = refused(invited, Wish(Kind.REVOKE, KAI, "contoso"), on=JULY)

    assert isinstance(accepted, InvitationClosed)
    assert accepted.what == "ana@contoso.com has no open invitation to finance: they have accepted"
    assert "take them out of the files" in accepted.remedy
    assert ended.what == "kai@contoso.com has no open invitation to finance: invited until 2026-06-30"


def test_what_was_taken_back_is_not_sent_again_and_a_plan_invites_anew(invited: Run) -> None:
    do(invited, Wish(Kind.REVOKE, ANA, "contoso/finance"))

    revoked = refused(invited, Wish(Kind.RESEND, ANA, "contoso/finance"))

    assert "by the next plan: reconciler plan" in revoked.remedy
    assert [f"{c.do} {' '.join(c.who)}" for c in invited.plan()[0].changes] == [f"invite {ANA}"]


def test_every_list_counts_attempts_from_the_first_on(invited: Run) -> None:
    """A declined invitation, and one whose mail came back, were the first too; whoever left has none."""
    invited.record(("finance", ANA, "declined"), ("finance", BEN, "bounced"), ("retail", KAI, "accepted"))
    invited.record(("retail", KAI, "left"))

    with as_of(invited.state, When(), world(JUNE)) as now:
        told = {(row.person, row.workspace): row.attempt for row in invitations(now)}

    assert (told[ANA, "finance"], told[BEN, "finance"], told[KAI, "retail"]) == (1, 1, None)
    assert told[KAI, "finance"] == 1


def test_who_leaves_is_gone_and_not_asked_again_by_the_next_plan(invited: Run) -> None:
    """D-06, and D-08: the last admin too."""
    invited.record(("finance", KAI, "accepted"))

    proposal, _ = do(invited, Wish(Kind.LEAVE, KAI, "contoso/finance"))

    assert seat_of(invited, KAI).state is SeatState.LEFT
    assert [*outcome(proposal.done, proposal.shown)] == [
        "kai@contoso.com has left finance, and is asked again only by `reinvite: 2`.",
        "finance has no admin now.",
    ]
    assert [change for plan in invited.plan() for change in plan.changes] == []


def test_only_a_member_leaves(invited: Run) -> None:
    error = refused(invited, Wish(Kind.LEAVE, ANA, "contoso/finance"))

    assert isinstance(error, InvitationClosed)
    assert error.what == "ana@contoso.com is no member of finance: invited until 2026-06-30"
    assert error.remedy == "whoever is invited and does not want to come declines, or you revoke it"


@pytest.mark.parametrize(
    ("person", "target", "said"),
    [
        ("anna@contoso.com", "contoso/finance", "did you mean ana@contoso.com?"),
        (ANA, "contosso/finance", "did you mean contoso?"),
        (ANA, "contoso/finanse", "did you mean finance?"),
        (ANA, "contoso/", "write CUSTOMER/WORKSPACE"),
    ],
)
def test_what_is_mistyped_is_said_with_what_was_probably_meant(
    invited: Run, person: str, target: str, said: str
) -> None:
    error = refused(invited, Wish(Kind.REVOKE, person, target))

    assert isinstance(error, WrongUsage)
    assert error.remedy == said


def test_somebody_who_was_never_asked_has_nothing_to_send_again(invited: Run) -> None:
    error = refused(invited, Wish(Kind.RESEND, MIA, "contoso/retail"))

    assert isinstance(error, InputInvalid)
    assert error.what == "mia@contoso.com was never invited to retail"


def test_what_changed_while_somebody_was_asked_is_not_done(invited: Run) -> None:
    wish = Wish(Kind.REVOKE, KAI, "contoso")
    agreed = proposed(wish, invited.state, world(JUNE))
    invited.record(("finance", KAI, "accepted"))

    _, receipt = do(invited, wish, agreed=agreed)

    assert [each.result for each in receipt.customers] == [Result.STALE]
    assert seat_of(invited, KAI, "retail").open(JUNE)
