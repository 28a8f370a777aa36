"""Since when an answer can have been given: told by the days of a journal, or by its lines."""

from datetime import UTC, date, datetime

import pytest
from estates import BEN, KAI

from reconciler.applying.answers import Asked
from reconciler.errors import StateBroken
from reconciler.history.asked import AskedAt
from reconciler.kinds.address import key_of
from reconciler.kinds.days import in_utc
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.seat import Role, Seat, SeatState
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning import canonical

CONTOSO, FINANCE = CustomerId("contoso"), WorkspaceId("finance")
OFFER = Seat(SeatState.INVITED, Role.MEMBER, generation=1)
ESTATE = Estate(CONTOSO, numbers={key_of(KAI): 1, key_of(BEN): 2}, workspace_numbers={FINANCE: 1})
LATE = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)


def entry(*changes: dict[str, object], at: datetime = LATE) -> bytes:
    return canonical.dump({"at": in_utc(at), "seq": 1, "changes": list(changes)})


def line(do: str, who: str, **more: object) -> dict[str, object]:
    return {"do": do, "at": 1, "now": {"gen": 1}, "who": who, **more}


@pytest.mark.parametrize(
    ("told", "latest", "of_kai"),
    [
        (line("invite", "1-2"), date(2026, 6, 1), Asked(date(2026, 6, 1), date(2026, 6, 1))),
        (line("invite", "1-2", send_on="2026-07-09"), date(2026, 7, 9), Asked(date(2026, 6, 1), date(2026, 7, 9))),
        (
            line("imported", "1", since=in_utc(datetime(2020, 1, 31, tzinfo=UTC))),
            date(2026, 6, 1),
            Asked(date(2020, 1, 31), date(2020, 1, 31)),
        ),
        ({"do": "activate_contract", "at": "2026-99-99", "now": {"starts": "2031-01-01"}}, date(2026, 6, 1), None),
    ],
)
def test_no_day_of_asking_is_after_the_latest(told: dict[str, object], latest: date, of_kai: Asked | None) -> None:
    asked = AskedAt(CONTOSO, ESTATE, (entry(told),))

    assert asked.latest == latest
    assert asked.of(FINANCE, key_of(KAI), OFFER) == of_kai


def test_who_was_asked_on_another_day_is_told_apart() -> None:
    again = entry(line("invite", "2"), at=datetime(2026, 6, 3, tzinfo=UTC))

    asked = AskedAt(CONTOSO, ESTATE, (again, entry(line("invite", "1"))))

    made = [asked.of(FINANCE, key_of(person), OFFER) for person in (KAI, BEN)]
    assert [each and each.made for each in made] == [date(2026, 6, 1), date(2026, 6, 3)]


def test_an_entry_that_cannot_be_understood_is_no_answer() -> None:
    with pytest.raises(StateBroken, match="the journal of contoso"):
        AskedAt(CONTOSO, ESTATE, (b'{"at":"2026-06-01T09:00:00Z"}',)).of(FINANCE, key_of(KAI), OFFER)
    with pytest.raises(StateBroken, match="the journal of contoso"):
        _ = AskedAt(CONTOSO, ESTATE, (b'{"at":"2026-99-01T09:00:00Z"}',)).latest
