"""What is due leaves once, whatever happens in between, and what cannot leave stays owed and is told."""

from datetime import timedelta
from pathlib import Path

import pytest
from post_office import HEAD, Post, sent
from runs import CONTOSO, JUNE, Run, world

from reconciler.delivery.maildir import Maildir
from reconciler.errors import ChannelDown, CommitInDoubt, InputInvalid, Locked, ReconcilerError, StateIdentity
from reconciler.history.verify import verified
from reconciler.kinds.letter import Noted, Parcel, Taken
from reconciler.workflows.deliver import DeliverRequest, deliver


@pytest.fixture
def run(tmp_path: Path) -> Run:
    made = Run(tmp_path)
    (tmp_path / "reconciler.yaml").write_text(HEAD, encoding="utf-8")
    made.apply()
    return made


def problems(run: Run) -> tuple[str, ...]:
    return verified(run.store(), CONTOSO).problems


def test_everybody_gets_one_mail_with_everything_and_a_second_run_sends_nothing(run: Run) -> None:
    post = Post()
    done = sent(run, post)

    by_person = {parcel.recipient: len(parcel.items) for parcel in post.mails}
    assert by_person == {f"{n}@contoso.com": c for n, c in (("mia", 1), ("kai", 2), ("ana", 1), ("ben", 1), ("lin", 1))}
    assert (done.mails, done.messages["invitation"], done.exit_code) == (5, 6, 0)
    assert sent(run, post).mails == 0
    assert len(post.mails) == 5
    assert problems(run) == ()


def test_without_a_key_nothing_is_sent_and_it_is_said_what_to_type(run: Run) -> None:
    with pytest.raises(StateIdentity, match="there is no key to make links with"):
        deliver(DeliverRequest(run.state, path=run.folder), world(JUNE))

    assert len(list(run.store().owed(CONTOSO))) == 6


def test_who_cannot_be_reached_has_bounced_and_the_others_go_on(run: Run) -> None:
    done = sent(run, Post(ana=Taken.REFUSED))

    assert [(each.person, each.said) for each in done.bounced] == [("ana@contoso.com", "as told")]
    assert (done.mails, done.exit_code) == (4, 0)
    held = run.store().holding(CONTOSO)
    assert held is not None
    assert "bounced" in {seat["state"] for groups in held.seats.values() for seat, _ in groups}
    assert [letter.refused for letter in run.store().sent(CONTOSO) if letter.refused] == ["as told"]
    assert problems(run) == ()


def test_who_cannot_be_reached_now_is_tried_again_later_with_the_same_mail(run: Run) -> None:
    first = sent(run, Post(ana=Taken.LATER))
    waiting = list(run.store().letters(CONTOSO))
    too_soon = sent(run, post := Post())
    again = sent(run, post, on=JUNE + timedelta(days=1))

    assert (first.mails, first.exit_code, len(waiting)) == (4, 6, 1)
    assert (too_soon.mails, [each.said for each in too_soon.put_off], too_soon.exit_code) == (0, ["as told"], 6)
    assert [parcel.id for parcel in post.mails] == [waiting[0].id]
    assert (again.mails, again.exit_code) == (1, 0)
    assert problems(run) == ()


@pytest.mark.parametrize("fault", [ChannelDown, CommitInDoubt, Locked])
def test_what_left_before_something_failed_is_told_and_not_sent_again(run: Run, fault: type[ReconcilerError]) -> None:
    post = Post(lin=fault("the line is dead, or the disk full, or somebody else at work", "look at it"))
    done = sent(run, post)
    rest = Post()

    assert done.down is not None
    assert (done.exit_code, done.mails) == (6, len(post.mails))
    assert sent(run, rest).exit_code == 0
    assert len({p.id for p in (*post.mails, *rest.mails)}) == len(post.mails) + len(rest.mails) == 5


def test_a_killed_run_had_noted_what_left(run: Run) -> None:
    sent(run, Post(mia=Taken.LATER))
    store = run.store()
    (letter,) = store.letters(CONTOSO)
    store.note_sent(Noted(CONTOSO, letter.id, world(JUNE).clock()))

    post = Post()
    assert sent(run, post, on=JUNE + timedelta(days=1)).mails == 0
    assert list(store.letters(CONTOSO)) == []
    assert problems(run) == ()


def test_a_letter_about_what_changed_is_written_anew(run: Run) -> None:
    sent(run, Post(kai=Taken.LATER))
    (before,) = run.store().letters(CONTOSO)
    run.record(("finance", "kai@contoso.com", "accepted"), at=JUNE.isoformat())

    post = Post()
    sent(run, post)

    assert [len(parcel.items) for parcel in post.mails] == [1]
    assert post.mails[0].id != before.id
    assert problems(run) == ()


def test_a_letter_that_was_put_off_says_what_holds_when_it_leaves(run: Run) -> None:
    sent(run, Post(ana=Taken.LATER))
    (before,) = run.store().letters(CONTOSO)
    run.declare(run.customer.replace("[ana@contoso.com,", "[{person: ana@contoso.com, until: 2026-09-30},"))
    run.apply()

    too_soon = sent(run, Post())
    sent(run, post := Post(), on=JUNE + timedelta(days=1))

    assert (too_soon.mails, len(too_soon.put_off)) == (0, 1)
    assert [b"30 September 2026" in parcel.mail for parcel in post.mails] == [True]
    assert post.mails[0].id != before.id
    assert problems(run) == ()


def test_a_letter_to_an_address_of_before_is_written_anew(run: Run) -> None:
    sent(run, Post(lin=Taken.LATER))
    run.declare(
        run.customer.replace("lin@contoso.com", "lina@contoso.com")
        + "people:\n  lina@contoso.com: {also: [lin@contoso.com]}\n"
    )
    run.apply()

    post = Post()
    sent(run, post)

    assert [parcel.recipient for parcel in post.mails] == ["lina@contoso.com"]
    assert problems(run) == ()


def test_an_invitation_that_ended_before_it_was_sent_is_told_once_and_asked_again_by_a_plan(run: Run) -> None:
    late = JUNE + timedelta(days=30)
    done = sent(run, post := Post(), on=late)
    again = sent(run, post, on=late)

    assert (done.lapsed, done.exit_code, again.lapsed, post.mails) == (6, 0, 0, [])
    assert problems(run) == ()
    run.apply(on=late)
    assert sent(run, post, on=late).messages == {"invitation": 6}
    assert problems(run) == ()


def test_the_outbox_is_for_its_owner_and_a_repeat_is_the_same_file(run: Run, tmp_path: Path) -> None:
    sent(run)
    box = tmp_path / ".reconciler/outbox"
    files = sorted((box / "new").iterdir())

    assert len(files) == 5
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert {folder.stat().st_mode & 0o777 for folder in (box, box / "new", box / "tmp", box / "cur")} == {0o700}
    channel = Maildir(box)
    channel.hand_over(Parcel(f"{files[0].stem}@hub.example", CONTOSO, "", "", "", files[0].read_bytes(), ()))
    assert sorted((box / "new").iterdir()) == files


def test_an_outbox_that_cannot_be_written_leaves_everything_owed(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".reconciler").mkdir()
    (tmp_path / ".reconciler/outbox").write_text("a file where a folder is to be")

    done = sent(run)

    assert done.down is not None
    assert "outbox cannot be written" in done.down.what
    assert (done.exit_code, len(list(run.store().owed(CONTOSO)))) == (6, 6)
    (tmp_path / ".reconciler/outbox").unlink()
    assert sent(run).mails == 5


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ("mail: {channel: smtp}", "(mail: from), which server sends them (mail: host), where their links lead"),
        ("mail: {channel: smtp, from: hub@hub.example, host: localhost}", "does not say where their links lead"),
    ],
)
def test_what_nothing_can_be_sent_without_is_said_before_anything_is(run: Run, said: str, missing: str) -> None:
    (run.folder / "reconciler.yaml").write_text(f"version: 1\nname: tests\n{said}\n")

    with pytest.raises(InputInvalid) as refused:
        sent(run)
    assert missing in refused.value.what
    head, *to_type = refused.value.remedy.splitlines()
    assert head == "write it into reconciler.yaml, as in:"
    kept = [] if to_type[0].startswith("mail:") else [said]
    (run.folder / "reconciler.yaml").write_text("\n".join(["version: 1", "name: tests", *kept, *to_type, ""]))
    assert sent(run, Post()).exit_code == 0


def test_templates_that_cannot_be_used_are_told_before_anything_is_sent(run: Run) -> None:
    (run.folder / "reconciler.yaml").write_text(HEAD.replace("{from", "{templates: mail/looks, from"))
    (run.folder / "mail/looks").mkdir(parents=True)
    (run.folder / "mail/looks/row.txt").write_text("$label\n $vlue\n")

    with pytest.raises(InputInvalid) as refused:
        sent(run)
    assert [str(finding.place) for finding in refused.value.findings] == ["mail/looks/row.txt:2:2"]  # type: ignore[attr-defined]


REMINDED = HEAD + "defaults: {remind_after: 7, announce_ends: 14}\n"


def test_who_does_not_answer_is_reminded_once_with_the_same_link(run: Run) -> None:
    sent(run, first := Post())
    (run.folder / "reconciler.yaml").write_text(REMINDED)
    run.record(("finance", "ana@contoso.com", "accepted"), at=JUNE.isoformat())

    early = sent(run, Post(), on=JUNE + timedelta(days=6))
    done = sent(run, second := Post(), on=JUNE + timedelta(days=7))
    again = sent(run, Post(), on=JUNE + timedelta(days=8))

    assert (early.mails, done.messages, again.mails) == (0, {"reminder": 5}, 0)
    links = {item["link"] for parcel in first.mails for item in parcel.items}
    assert {item["link"] for parcel in second.mails for item in parcel.items} < links
    assert {item["kind"] for parcel in second.mails for item in parcel.items} == {"reminder"}
    assert problems(run) == ()


def test_a_reminder_that_was_not_sent_before_the_answer_never_is(run: Run) -> None:
    sent(run, Post())
    (run.folder / "reconciler.yaml").write_text(REMINDED)
    week = JUNE + timedelta(days=7)
    sent(run, Post(lin=Taken.LATER), on=week)
    run.record(("retail", "lin@contoso.com", "declined"), at=week.isoformat(), on=week)

    assert sent(run, Post(), on=week + timedelta(days=2)).mails == 0
    assert problems(run) == ()


def test_the_admins_are_told_once_of_a_last_day_that_comes_near(run: Run) -> None:
    last = JUNE + timedelta(days=60)
    run.declare(run.customer.replace("ana@contoso.com,", f"{{person: ana@contoso.com, until: {last}}},"))
    run.apply()
    sent(run, Post())
    run.record(*[("finance", f"{name}@contoso.com", "accepted") for name in ("kai", "ana", "ben")], at=JUNE.isoformat())
    (run.folder / "reconciler.yaml").write_text(HEAD + "defaults: {announce_ends: 14}\n")

    early = sent(run, Post(), on=last - timedelta(days=15))
    done = sent(run, post := Post(), on=last - timedelta(days=14))
    again = sent(run, Post(), on=last - timedelta(days=1))

    assert (early.mails, done.messages["ending"], again.mails) == (0, 1, 0)
    assert [parcel.recipient for parcel in post.mails] == ["kai@contoso.com"]
    assert b"ana@contoso.com" in post.mails[0].mail
    assert problems(run) == ()


def test_a_notice_that_comes_too_late_is_let_go(run: Run) -> None:
    last = JUNE + timedelta(days=10)
    run.declare(run.customer.replace("ana@contoso.com,", f"{{person: ana@contoso.com, until: {last}}},"))
    run.apply()
    sent(run, Post())
    run.record(*[("finance", f"{name}@contoso.com", "accepted") for name in ("kai", "ana")], at=JUNE.isoformat())
    (run.folder / "reconciler.yaml").write_text(HEAD + "defaults: {announce_ends: 14}\n")
    sent(run, Post(kai=Taken.LATER), on=last)

    late = sent(run, Post(), on=last + timedelta(days=1))

    assert (late.mails, late.exit_code) == (0, 0)
    assert list(run.store().owed(CONTOSO)) == []
