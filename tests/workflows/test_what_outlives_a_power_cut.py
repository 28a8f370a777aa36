"""A mail counts as sent once its channel says that it outlives a power cut; until then it is sent again."""

import socket
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest
from runs import CONTOSO, JUNE, Run, world

from reconciler.delivery.maildir import Maildir
from reconciler.errors import ChannelDown
from reconciler.kinds.letter import Noted, Parcel, Reply, Taken
from reconciler.stores.opening import open_for_writing
from reconciler.workflows.deliver import DeliverRequest, deliver
from reconciler.workflows.delivered import Delivered

HEAD = "version: 1\nname: tests\nlinks: {url: https://hub.example/invitations}\nmail: {from: hub@hub.example}\n"


class Outbox:
    """``unsound``: what is handed over does not reach the disk."""

    place = "the outbox"

    def __init__(self, *, unsound: bool = False) -> None:
        self.mails: list[str] = []
        self.earlier: list[str] = []
        self._unsound = unsound

    def hand_over(self, parcel: Parcel) -> Reply:
        self.mails.append(parcel.id)
        return Reply(Taken.SENT)

    def sync(self, earlier: Iterable[str] = (), /) -> None:
        self.earlier += earlier
        if self._unsound and (self.mails or self.earlier):
            raise ChannelDown("the outbox cannot be written: Input/output error", "look at the disk")

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    made = Run(tmp_path)
    (tmp_path / "reconciler.yaml").write_text(HEAD, encoding="utf-8")
    made.apply()
    return made


def delivered(run: Run, outbox: Outbox, *, new_key: bool = False) -> Delivered:
    return deliver(DeliverRequest(run.state, path=run.folder, new_key=new_key), world(JUNE), lambda: outbox)


def marks(run: Run) -> set[str]:
    return {letter.id for letter in run.store().sent(CONTOSO)}


def noted(run: Run) -> list[str]:
    """All are handed over, and the run is killed before it says so in the state."""
    delivered(run, Outbox(unsound=True), new_key=True)
    with closing(open_for_writing(str(run.store().url))) as store:
        assert store is not None
        letters = [*store.letters(CONTOSO)]
        for letter in letters:
            store.note_sent(Noted(CONTOSO, letter.id, world(JUNE).clock()))
    return [letter.id for letter in letters]


def test_what_cannot_be_synced_has_not_left(run: Run) -> None:
    failed = delivered(run, first := Outbox(unsound=True), new_key=True)
    nothing = marks(run)
    again = delivered(run, second := Outbox())

    assert (failed.mails, failed.messages, failed.exit_code, nothing) == (0, {}, 6, set())
    assert second.earlier == []
    assert sorted(second.mails) == sorted(first.mails)
    assert again.mails == len(marks(run)) == len(second.mails)


def test_what_a_killed_run_handed_over_is_synced_before_it_is_marked(run: Run) -> None:
    letters = noted(run)

    done = delivered(run, outbox := Outbox())

    assert (done.mails, outbox.mails) == (0, [])
    assert set(outbox.earlier) == {*letters} == marks(run)


def test_what_a_killed_run_handed_over_and_cannot_be_synced_is_sent_again(run: Run) -> None:
    letters = noted(run)

    failed = delivered(run, first := Outbox(unsound=True))
    nothing = marks(run)
    done = delivered(run, second := Outbox())

    assert (failed.exit_code, nothing) == (6, set())
    assert sorted(first.mails) == sorted(second.mails) == sorted(letters)
    assert done.mails == len(letters)


def test_a_mail_of_a_run_before_is_synced_before_it_is_marked(tmp_path: Path) -> None:
    """Something in the place of the mail that cannot be synced is told."""
    (tmp_path / "new").mkdir()
    Maildir(tmp_path).sync(["fetched@hub.example"])
    with socket.socket(socket.AF_UNIX) as odd:
        odd.bind(str(tmp_path / "new" / "mail.eml"))

        with pytest.raises(ChannelDown, match="cannot be written"):
            Maildir(tmp_path).sync(["mail@hub.example"])
