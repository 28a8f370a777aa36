"""A mail counts as sent once its channel says that it outlives a power cut; until then it is sent again."""

import socket
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest
from post_office import HEAD, Post, sent
from runs import CONTOSO, JUNE, Run, world

from reconciler.delivery.maildir import Maildir
from reconciler.errors import ChannelDown
from reconciler.kinds.letter import Noted
from reconciler.stores.opening import open_for_writing


class Outbox(Post):
    """``unsound``: what is handed over does not reach the disk."""

    def __init__(self, *, unsound: bool = False) -> None:
        super().__init__()
        self.earlier: list[str] = []
        self._unsound = unsound

    def sync(self, earlier: Iterable[str] = (), /) -> None:
        self.earlier += earlier
        if self._unsound and (self.mails or self.earlier):
            raise ChannelDown("the outbox cannot be written: Input/output error", "look at the disk")

    @property
    def ids(self) -> list[str]:
        return sorted(mail.id for mail in self.mails)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    made = Run(tmp_path)
    (tmp_path / "reconciler.yaml").write_text(HEAD, encoding="utf-8")
    made.apply()
    return made


def marks(run: Run) -> set[str]:
    return {letter.id for letter in run.store().sent(CONTOSO)}


def noted(run: Run) -> list[str]:
    """All are handed over, and the run is killed before it says so in the state."""
    sent(run, Outbox(unsound=True))
    with closing(open_for_writing(str(run.store().url))) as store:
        assert store is not None
        letters = [*store.letters(CONTOSO)]
        for letter in letters:
            store.note_sent(Noted(CONTOSO, letter.id, world(JUNE).clock()))
    return [letter.id for letter in letters]


def test_what_cannot_be_synced_has_not_left(run: Run) -> None:
    failed = sent(run, first := Outbox(unsound=True))
    nothing = marks(run)
    again = sent(run, second := Outbox())

    assert (failed.mails, failed.messages, failed.exit_code, nothing) == (0, {}, 6, set())
    assert second.earlier == []
    assert second.ids == first.ids
    assert again.mails == len(marks(run)) == len(second.mails)


def test_what_a_killed_run_handed_over_is_synced_before_it_is_marked(run: Run) -> None:
    letters = noted(run)

    done = sent(run, outbox := Outbox())

    assert (done.mails, outbox.mails) == (0, [])
    assert set(outbox.earlier) == {*letters} == marks(run)


def test_what_a_killed_run_handed_over_and_cannot_be_synced_is_sent_again(run: Run) -> None:
    letters = noted(run)

    failed = sent(run, first := Outbox(unsound=True))
    nothing = marks(run)
    done = sent(run, second := Outbox())

    assert (failed.exit_code, nothing) == (6, set())
    assert first.ids == second.ids == sorted(letters)
    assert done.mails == len(letters)


def test_a_mail_of_a_run_before_is_synced_before_it_is_marked(tmp_path: Path) -> None:
    """Something in the place of the mail that cannot be synced is told."""
    (tmp_path / "new").mkdir()
    Maildir(tmp_path).sync(["fetched@hub.example"])
    with socket.socket(socket.AF_UNIX) as odd:
        odd.bind(str(tmp_path / "new" / "mail.eml"))

        with pytest.raises(ChannelDown, match="cannot be written"):
            Maildir(tmp_path).sync(["mail@hub.example"])
