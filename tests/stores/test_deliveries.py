"""What every store keeps of messages, letters and marks, told as the life of a queue."""

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from store_commits import CONTOSO, DAY, FABRIKAM, INVITED, commit, owed, person, reopened, seat

from reconciler.errors import CommitInDoubt, Locked, ReconcilerError, StateBroken
from reconciler.kinds.letter import About, Delivery, Letter, MessageKind, Noted, Owed, OwedMessage, Queued, SentLetter
from reconciler.ports import StateStore
from reconciler.stores.opening import create, open_for_writing
from reconciler.stores.sending import sending_file, this_start

REMINDER, ENDING = MessageKind.REMINDER, MessageKind.ENDING
NINE = datetime(2026, 6, 1, 9, tzinfo=UTC)
FIRST = About(1, 1, MessageKind.INVITATION)
SECOND = About(2, 1, MessageKind.INVITATION)
TO_ONE = Letter("one@hub.example", 1, (FIRST, SECOND), "to one")
TO_TWO = Letter("two@hub.example", 2, (FIRST,), "to two: gr\u00f6\u00dfer", 3, NINE, "450 later, please")


@pytest.fixture
def store(url: str) -> Iterator[StateStore]:
    """Three people are invited to workspace 1, and one of them to workspace 2, a month later."""
    store = create(url, "lineage-1")
    people = [person(n) for n in (1, 2, 3)]
    owing = [owed(1, [1, 2, 3]), owed(2, [1], send_on=date(2026, 7, 1))]
    store.commit([commit(0, private=people, seats=[seat(1, [1, 2, 3], INVITED)], owed=owing)])
    yield store
    store.close()


def sent(letter: Letter, refused: str = "") -> SentLetter:
    return SentLetter(letter.id, letter.person, letter.about, letter.digest, NINE, refused)


def test_nobody_is_written_to_before_their_day(store: StateStore) -> None:
    assert list(store.recipients(CONTOSO, date(2026, 5, 31))) == []
    assert list(store.recipients(CONTOSO, DAY)) == [1, 2, 3]
    assert list(store.recipients(FABRIKAM, DAY)) == []
    assert [m.workspace for m in store.owed(CONTOSO, [1, 9])] == [1, 2]


def test_letters_wait_by_person_as_they_were_written(store: StateStore) -> None:
    store.keep_delivery([Delivery(CONTOSO, letters=[TO_TWO, TO_ONE])])

    again = reopened(store)
    assert list(again.letters(CONTOSO)) == [TO_ONE, TO_TWO]
    assert list(again.letters(CONTOSO, {2})) == [TO_TWO]
    assert (list(again.letters(FABRIKAM)), again.check(), again.customers()) == ([], [], {CONTOSO: 1})


def test_a_letter_that_left_is_a_mark_and_its_messages_are_owed_no_more(store: StateStore) -> None:
    store.keep_delivery([Delivery(CONTOSO, letters=[TO_ONE, TO_TWO])])

    store.keep_delivery([Delivery(CONTOSO, sent=[sent(TO_ONE), sent(TO_TWO, "550 no such user")])])

    again = reopened(store)
    assert [(m.workspace, m.person) for m in again.owed(CONTOSO)] == [(1, 3)]
    assert list(again.letters(CONTOSO)) == []
    assert list(again.sent(CONTOSO)) == [sent(TO_ONE), sent(TO_TWO, "550 no such user")]
    assert list(again.recipients(CONTOSO, date(2027, 1, 1))) == [3]


def test_a_letter_is_put_off_or_void(store: StateStore) -> None:
    store.keep_delivery([Delivery(CONTOSO, letters=[TO_ONE, TO_TWO])])
    later = TO_ONE._replace(attempts=1, not_before=NINE, said="421 busy")

    store.keep_delivery([Delivery(CONTOSO, letters=[later], void=[TO_TWO.id])])

    assert list(reopened(store).letters(CONTOSO)) == [later]
    assert len(list(store.owed(CONTOSO))) == 4


def test_what_the_calendar_asks_for_waits_beside_invitations(store: StateStore) -> None:
    day = date(2026, 6, 8)
    owing = [Owed(1, 1, day, [1, 2], REMINDER), Owed(1, day.toordinal(), day, [3], ENDING)]
    store.keep_delivery([Delivery(CONTOSO, owed=owing)])
    store.keep_delivery([Delivery(CONTOSO, owed=owing)])

    again = reopened(store)
    assert list(again.owed(CONTOSO, [2, 3])) == [
        OwedMessage(CONTOSO, 1, 2, 1, DAY),
        OwedMessage(CONTOSO, 1, 2, 1, day, REMINDER),
        OwedMessage(CONTOSO, 1, 3, 1, DAY),
        OwedMessage(CONTOSO, 1, 3, day.toordinal(), day, ENDING),
    ]
    reminded = Letter("again@hub.example", 1, (About(1, 1, REMINDER),), "again")
    store.keep_delivery([Delivery(CONTOSO, sent=[sent(reminded)])])
    assert [m.kind.value for m in store.owed(CONTOSO, [1])] == ["invitation", "invitation"]


def test_who_answers_is_owed_nothing_and_their_letters_are_void(store: StateStore) -> None:
    reminder = Owed(1, 1, DAY, [1, 2], REMINDER)
    store.keep_delivery([Delivery(CONTOSO, letters=[TO_ONE, TO_TWO], owed=[reminder])])

    store.commit([commit(1, settled=[(1, [1])])])

    again = reopened(store)
    assert [(m.workspace, m.kind.value) for m in again.owed(CONTOSO, [1])] == [(2, "invitation")]
    assert list(again.letters(CONTOSO)) == [TO_TWO]


def test_marks_outlive_every_later_commit(store: StateStore) -> None:
    store.keep_delivery([Delivery(CONTOSO, letters=[TO_ONE], sent=[])])
    store.keep_delivery([Delivery(CONTOSO, sent=[sent(TO_ONE)])])

    store.commit([commit(1, settled=[(1, [1, 2])])])
    store.remember(CONTOSO, "hub", {})

    assert list(reopened(store).sent(CONTOSO)) == [sent(TO_ONE)]
    assert store.check() == []


def test_delivering_is_no_commit_and_breaks_no_seal(store: StateStore) -> None:
    store.keep_delivery([Delivery(CONTOSO, letters=[TO_ONE], sent=[sent(TO_TWO)])])

    again = reopened(store)
    holding = again.holding(CONTOSO)
    assert holding is not None
    assert (holding.serial, len(list(again.journal(CONTOSO))), again.sealed(CONTOSO)) == (1, 1, True)


def test_what_was_noted_outlives_the_run_until_the_next_step(store: StateStore) -> None:
    noted = [Noted(CONTOSO, TO_ONE.id, NINE), Noted(CONTOSO, TO_TWO.id, NINE)]
    for each in noted:
        store.note_sent(each)

    assert list(reopened(store).noted()) == noted
    store.keep_delivery([Delivery(CONTOSO)])
    assert list(reopened(store).noted()) == []


def test_what_was_noted_before_the_machine_started_again_counts_no_more(file_url: str) -> None:
    """A power cut may keep the note and lose the mail."""
    store = create(file_url, "lineage-1")
    store.note_sent(Noted(CONTOSO, TO_ONE.id, NINE))
    notes = sending_file(Path(file_url))
    notes.write_text(notes.read_text().replace(this_start(), "another"))

    assert list(store.noted()) == []
    store.close()


def test_a_note_that_was_cut_short_spoils_no_other(file_url: str) -> None:
    store = create(file_url, "lineage-1")
    one, two = Noted(CONTOSO, TO_ONE.id, NINE), Noted(CONTOSO, TO_TWO.id, NINE)
    store.note_sent(one)
    length, limits = sending_file(Path(file_url)).stat().st_size, resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (length + 20, limits[1]))
    try:
        with pytest.raises(CommitInDoubt, match="No space left"):
            store.note_sent(two)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    store.note_sent(two)

    assert list(store.noted()) == [one, two]
    store.close()


def test_what_was_noted_of_another_customer_stays(store: StateStore) -> None:
    ours, theirs = Noted(CONTOSO, TO_ONE.id, NINE), Noted(FABRIKAM, TO_TWO.id, NINE)
    for each in (ours, theirs):
        store.note_sent(each)

    store.keep_delivery([Delivery(CONTOSO)])
    assert list(reopened(store).noted()) == [theirs]
    store.note_sent(ours)
    assert list(reopened(store).noted()) == [theirs, ours]


def test_the_queue_is_read_in_pages(store: StateStore) -> None:
    store.keep_delivery([Delivery(CONTOSO, owed=[Owed(1, 1, DAY, [1, 2], REMINDER)])])

    assert list(store.recipients(CONTOSO, DAY, 0, 2)) == [1, 2]
    assert list(store.recipients(CONTOSO, DAY, 2, 2)) == [3]
    assert list(store.recipients(CONTOSO, DAY, 3, 2)) == []
    assert store.queued(CONTOSO, DAY) == Queued(3, 1, date(2026, 7, 1))
    assert store.queued(CONTOSO, date(2026, 7, 1)) == Queued(3, 0, None)
    assert store.queued(FABRIKAM, DAY) == Queued(0, 0, None)


def test_marks_are_read_in_pages(store: StateStore) -> None:
    assert list(store.reached(CONTOSO)) == []
    store.keep_delivery([Delivery(CONTOSO, sent=[sent(TO_ONE), sent(TO_TWO)])])

    assert (list(store.reached(CONTOSO, 0, 1)), list(store.reached(CONTOSO, 1, 9))) == ([1], [2])
    assert list(store.sent(CONTOSO, [2, 3])) == [sent(TO_TWO)]
    assert list(store.reached(FABRIKAM)) == []


def test_one_sends_at_a_time_and_who_applies_does_not_wait_for_them(store: StateStore) -> None:
    second = open_for_writing(store.url)
    assert second is not None

    with store.delivering("ci@runner-7", 0):
        with pytest.raises(Locked, match=r"mails.* by ci@runner-7"), second.delivering("me", 0):
            pass
        with second.lock("me", 0):
            second.commit([commit(1)])
    with second.delivering("me", 0):
        assert second.customers() == {CONTOSO: 2}


def test_what_was_opened_to_be_read_delivers_nothing(store: StateStore) -> None:
    reader = reopened(store)

    for write in (lambda: reader.keep_delivery([]), lambda: reader.note_sent(Noted(CONTOSO, "x", NINE))):
        with pytest.raises(ReconcilerError, match="opened to be read"):
            write()
    with pytest.raises(ReconcilerError, match="opened to be read"), reader.delivering("me", 0):
        pass


def test_a_state_of_a_release_that_delivered_nothing_is_read_and_gets_what_it_needs(tmp_path: Path) -> None:
    store = create(str(tmp_path / "hub.db"), "lineage-1")
    store.commit([commit(0, private=[person(1)], owed=[owed(1, [1])])])
    store.close()
    with closing(sqlite3.connect(tmp_path / "hub.db", isolation_level=None)) as database:
        for table in ("notice", "letter", "sent", "link_key"):
            database.execute(f"DROP TABLE {table}")

    older = open_for_writing(store.url)
    assert older is not None
    assert (len(list(older.owed(CONTOSO))), list(older.letters(CONTOSO)), list(older.sent(CONTOSO))) == (1, [], [])
    assert (older.link_key(), list(older.recipients(CONTOSO, DAY))) == ("", [1])
    older.commit([commit(1, settled=[(1, [9])])])
    older.keep_delivery([Delivery(CONTOSO, letters=[TO_ONE])])
    assert list(older.letters(CONTOSO)) == [TO_ONE]
    older.close()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE letter SET about = '[]'",
        "UPDATE letter SET about = '{'",
        "UPDATE letter SET about = '[[1, 1, \"bill\"]]'",
        "UPDATE letter SET about = '[[1.5, 1, \"invitation\"]]'",
        "UPDATE letter SET content = x'00ff'",
        "UPDATE letter SET attempts = -1",
        "UPDATE letter SET not_before = 'soon'",
        "UPDATE letter SET not_before = '2026-06-01'",
        "UPDATE letter SET person = 'x'",
        "UPDATE letter SET id = ''",
    ],
)
def test_a_letter_that_another_hand_changed_is_refused(tmp_path: Path, sql: str) -> None:
    store = create(str(tmp_path / "hub.db"), "lineage-1")
    store.commit([commit(0, private=[person(1)], owed=[owed(1, [1])])])
    store.keep_delivery([Delivery(CONTOSO, letters=[TO_ONE])])
    with closing(sqlite3.connect(tmp_path / "hub.db", isolation_level=None)) as database:
        database.execute(sql)

    with pytest.raises(StateBroken, match="not as reconciler writes it"):
        list(store.letters(CONTOSO))
    store.close()


def test_a_json_state_is_the_same_bytes_whether_each_step_began_anew_or_not(tmp_path: Path) -> None:
    """A run takes over of a customer's line what is as it was."""
    steps = [
        Delivery(CONTOSO, letters=[TO_ONE, TO_TWO]),
        Delivery(CONTOSO, sent=[sent(TO_TWO)], owed=[Owed(1, 1, DAY, [3], REMINDER)]),
        Delivery(CONTOSO, letters=[TO_ONE._replace(attempts=1)]),
        Delivery(CONTOSO, sent=[sent(TO_ONE), sent(TO_TWO, "550 no such user")]),
    ]
    files = [tmp_path / "run.json", tmp_path / "anew.json"]
    for file in files:
        store = create(str(file), "lineage-1")
        invited = [seat(1, [1, 2, 3], INVITED)]
        store.commit([commit(0, private=[person(n) for n in (1, 2, 3)], seats=invited, owed=[owed(1, [1, 2, 3])])])
        for step in steps:
            store = store if file is files[0] else reopened_for_writing(store)
            store.keep_delivery([step])
        store.commit([commit(1, private=[person(4)], seats=[seat(1, [4], INVITED)], owed=[owed(1, [4])])])

    assert files[0].read_bytes() == files[1].read_bytes()


def reopened_for_writing(store: StateStore) -> StateStore:
    again = open_for_writing(store.url)
    assert again is not None
    return again
