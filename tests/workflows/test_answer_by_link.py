"""Answers by link, through the workflow: the token, the key, the commit."""

from datetime import date
from pathlib import Path

import pytest
from links import WORK, invitation_of, link, with_a_key
from runs import CONTOSO, JUNE, Run, world

from reconciler.applying.answered import Answer
from reconciler.applying.by_link import Registration
from reconciler.applying.record import estate_of
from reconciler.errors import InputInvalid, InvitationClosed, ReconcilerError, StateIdentity, Stopped
from reconciler.history.verify import verified
from reconciler.kinds.address import key_of
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.invitation_link import SECRET_BYTES, LinkKey, token_for
from reconciler.kinds.seat import SeatState
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning import canonical
from reconciler.reporting.answer import answer_text
from reconciler.reporting.look import Look
from reconciler.workflows.answer_by_link import AnsweredByLink, ByLink, answer_by_link
from reconciler.workflows.by_hand import Kind, Wish, carried_out
from reconciler.workflows.world import World

ANA, BEN, KAI = "ana@contoso.com", "ben@contoso.com", "kai@contoso.com"
HERS = f"{WORK},o1,{ANA}"


@pytest.fixture
def invited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    run = Run(tmp_path)
    run.apply()
    with_a_key(tmp_path)
    return run


def token(run: Run, person: str = ANA, workspace: str = "finance") -> str:
    return link(run.folder, run.url, workspace, person)


def accept(run: Run, text: str, account: str = HERS, *confirmed_by: str, by: World | None = None) -> AnsweredByLink:
    return answer_by_link(ByLink(Answer.ACCEPTED, text, account, confirmed_by), run.state, by or world(JUNE))


def estate(run: Run) -> Estate:
    holding = run.store().holding(CONTOSO)
    assert holding is not None
    return estate_of(holding)


def refused(run: Run, text: str, account: str = HERS, on: date = JUNE) -> ReconcilerError:
    """Why it does not count; and nothing is changed."""
    before = run.store().customers()[CONTOSO]
    with pytest.raises(ReconcilerError) as error:
        accept(run, text, account, by=world(on))
    assert run.store().customers()[CONTOSO] == before
    assert error.value.remedy
    return error.value


def said(answered: AnsweredByLink) -> str:
    return "".join(answer_text(answered.heard, Look(200)))


def test_a_link_is_accepted_once_and_registers_once(invited: Run) -> None:
    """S-08, S-09: kai is invited to two workspaces; the first link registers, the second one confirms."""
    account = f"{WORK},o7,{KAI}"

    first = accept(invited, token(invited, KAI, "finance"), account)
    second = accept(invited, token(invited, KAI, "retail"), account)

    assert [first.heard.registration, second.heard.registration] == [Registration.FIRST, Registration.KNOWN]
    assert said(first) == (
        "kai@contoso.com is an admin of finance now.\n"
        "The account is registered now: other invitations only have to be confirmed with it.\n"
    )
    assert isinstance(refused(invited, token(invited, KAI), account), InvitationClosed)
    assert estate(invited).people[key_of(KAI)].identity == account.rpartition(",")[0]
    assert verified(invited.store(), CONTOSO).problems == ()


def test_a_decline_is_no_and_holds(invited: Run) -> None:
    """D-06: the next plan leaves them alone."""
    answered = answer_by_link(ByLink(Answer.DECLINED, token(invited)), invited.state, world(JUNE))

    assert said(answered) == (
        "ana@contoso.com has declined finance. Nobody asks again unless the files say `reinvite: 2`.\n"
    )
    assert estate(invited).seats[WorkspaceId("finance")][key_of(ANA)].state is SeatState.DECLINED
    assert [change for plan in invited.plan() for change in plan.changes] == []


def test_the_journal_says_who_did_it_and_on_whose_word(invited: Run) -> None:
    invited.record(("finance", KAI, "accepted"))

    answered = accept(invited, token(invited), f"{WORK},o1,ana.ruiz@northwind.example", KAI)

    entry = canonical.load(list(invited.store().journal(CONTOSO))[-1])
    texts = {value.id: value.text for value in invited.store().private(CONTOSO)}
    assert (entry["via"], entry["verified"], texts[entry["actor"]]) == ("operator", False, "tester@contoso.com")
    assert [texts[number] for number in entry["confirmed_by"]] == [KAI]
    assert "The account is registered now, on the word of kai@contoso.com." in said(answered)
    assert verified(invited.store(), CONTOSO).problems == ()


@pytest.mark.parametrize(
    "shape", ["{token}", "https://hub.example/x#{token}", "https://hub.example/?a=b&t={token}\r\n"]
)
def test_the_whole_link_may_be_given_or_the_token_alone(invited: Run, shape: str) -> None:
    text = shape.format(token=token(invited).strip().rpartition("=")[2])

    assert accept(invited, text).heard.person == key_of(ANA)


def test_what_is_no_whole_token_is_said_to_be_none(invited: Run) -> None:
    whole = token(invited).strip()
    bare = whole.rpartition("=")[2]

    for text in ("", "\n", whole[:-60], bare + bare, "no token", "\N{SNOWMAN}", "x" * 4000):
        assert isinstance(refused(invited, text), InputInvalid), text
    for text in (f"{whole}\n{whole}", whole + whole):
        assert refused(invited, text).what.startswith("there are several tokens"), text


def test_a_token_that_was_cut_or_changed_is_not_proven(invited: Run) -> None:
    """Made for one workspace, it opens no other."""
    bare = token(invited).strip().rpartition("=")[2]
    parts = bare.split(".")
    other = ".".join([parts[0], str(int(parts[1]) + 1), *parts[2:]])

    for text in (bare[:-1], f"{bare}A", bare.replace("contoso", "fabrikam"), other):
        error = refused(invited, text)
        assert isinstance(error, InputInvalid)
        assert error.what == "this token was not made here: it was changed, or cut off, on its way"


def test_a_key_that_is_not_this_states_proves_nothing(invited: Run) -> None:
    stranger = LinkKey(b"x" * SECRET_BYTES)
    forged = token_for(invitation_of(invited.folder, invited.url, "finance", ANA), stranger)

    assert f"made with key {stranger.id}, which is none of this state's" in refused(invited, forged).what
    with invited.store().lock("tester", 0):
        invited.store().keep_link_key(stranger.id)
    assert isinstance(refused(invited, token(invited)), StateIdentity)


def test_without_keys_nothing_is_accepted(invited: Run) -> None:
    text = token(invited)
    (invited.folder / ".reconciler" / "links.key").unlink()

    assert isinstance(refused(invited, text), StateIdentity)


def test_a_link_of_a_customer_that_the_state_does_not_know_is_not_known(invited: Run) -> None:
    offered = invitation_of(invited.folder, invited.url, "finance", ANA)
    text = token_for(offered._replace(customer=CustomerId("fabrikam")), with_a_key(invited.folder))

    assert refused(invited, text).what.startswith("this state does not know the invitation")


def test_a_personal_account_with_an_address_of_work_is_kept_out(invited: Run) -> None:
    """D-09: nobody gets in by what an address looks like."""
    personal = f"https://login.example/v2.0,9188040d-6c67-4c5b-b112-36a304b66dad,o1,{ANA}"

    error = refused(invited, token(invited), personal)

    assert isinstance(error, Stopped)
    assert error.what == "personal accounts are blocked in this workspace on 2026-06-01, and they signed in with one"


def test_a_link_that_was_sent_before_is_void_once_another_one_was(invited: Run) -> None:
    """D-04."""
    older = token(invited)
    carried_out(Wish(Kind.RESEND, ANA, "contoso/finance"), None, invited.state, world(JUNE))

    assert refused(invited, older).what == "a newer invitation was sent, and this link is void"
    assert accept(invited, token(invited)).heard.registration is Registration.FIRST
