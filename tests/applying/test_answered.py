"""Answers that are alike are judged together, and it comes to what it would if each were heard alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from estates import ANA, BEN, DAY_ONE, KAI
from held import ADMIN, FINANCE, MEMBER, OFFER, REMOVED, held
from hypothesis import given
from hypothesis import strategies as st

from reconciler.applying.answered import Alike, Answer, Answered, Replies, Reply
from reconciler.applying.answers import Asked, Judged, judged
from reconciler.applying.refusal import Refusal
from reconciler.kinds.account import Identity
from reconciler.kinds.account_policy import AccountKind
from reconciler.kinds.address import PersonKey, key_of
from reconciler.kinds.estate import Estate
from reconciler.kinds.person import Person
from reconciler.kinds.seat import Role, Seat
from reconciler.kinds.workspace import Workspace, WorkspaceId

NOA, TOM = "noa@outlook.example", "tom@shops.example"
ALSO = "ana@northwind.example"
RETAIL = WorkspaceId("retail")
FIFTH = DAY_ONE + timedelta(days=4)
SEATS = (OFFER, replace(OFFER, role=Role.ADMIN), replace(OFFER, until=FIFTH), MEMBER, ADMIN, REMOVED)
seats = st.dictionaries(st.sampled_from([key_of(p) for p in (ANA, BEN, KAI, NOA, TOM)]), st.sampled_from(SEATS))


class OneAtATime(Replies):
    """The plain way: in the order of days, and of one day in the order in which they came."""

    def in_turn(self, aliases: Mapping[PersonKey, PersonKey]) -> Iterator[Alike]:
        for workspace, person, answer, on, row, account, identity in sorted(self, key=lambda answer: answer.on):
            yield Alike(Reply(workspace, answer, on, account, identity), [aliases.get(person, person)], [row])


@dataclass(frozen=True)
class AskedFrom:
    """People of the retail workspace were asked on this day, but for Ben, and those of finance on the first."""

    latest: date

    def of(self, workspace: WorkspaceId, person: PersonKey, _seat: Seat) -> Asked | None:
        if workspace == FINANCE:
            return Asked(DAY_ONE, DAY_ONE)
        return Asked(self.latest, self.latest) if person != key_of(BEN) else None


@st.composite
def estates(draw: st.DrawFn) -> Estate:
    here, there = draw(seats), draw(seats)
    people = {key_of(ANA): Person(ANA, also=(ALSO,)), key_of(TOM): Person(TOM, account=AccountKind.PERSONAL)}
    return replace(
        held(),
        seats={FINANCE: here, RETAIL: there},
        workspaces={FINANCE: Workspace(), RETAIL: Workspace()},
        people=draw(st.sampled_from([{}, people])),
        numbers={key: number for number, key in enumerate(sorted({*here, *there}), 1)},
        workspace_numbers={FINANCE: 1, RETAIL: 2},
    )


@st.composite
def answers(draw: st.DrawFn) -> list[Answered]:
    one = st.builds(
        Answered,
        st.sampled_from([FINANCE, RETAIL]),
        st.sampled_from([key_of(p) for p in (ANA, BEN, KAI, NOA, TOM, ALSO)]),
        st.sampled_from([Answer.ACCEPTED, Answer.ACCEPTED, *Answer]),
        st.sampled_from([DAY_ONE, FIFTH, FIFTH + timedelta(days=1)]),
        st.just(0),
        draw(st.sampled_from([st.none(), st.sampled_from([None, AccountKind.WORK, AccountKind.PERSONAL])])),
        draw(st.sampled_from([st.none(), st.sampled_from([None, Identity("https://login.example,t,o")])])),
    )
    return [answer._replace(row=row) for row, answer in enumerate(draw(st.lists(one, max_size=12)), 2)]


def refused(verdict: Judged) -> dict[int, tuple[PersonKey, Refusal]]:
    """By row."""
    each = (
        (row, person, why) for some, why in verdict.refused for person, row in zip(some.people, some.rows, strict=True)
    )
    return {row: (person, why) for row, person, why in each}


@given(estates(), answers(), st.none() | st.just(AskedFrom(FIFTH)))
def test_what_is_judged_together_comes_to_what_each_alone_would(
    estate: Estate, told: list[Answered], asked: AskedFrom | None
) -> None:
    together, alone = judged(estate, Replies(told), asked), judged(estate, OneAtATime(told), asked)

    assert (together.changes, together.known) == (alone.changes, alone.known)
    assert refused(together) == refused(alone)


def test_d_09_what_somebody_signed_in_with_counts_in_the_workspaces_after_it() -> None:
    """Also where others answered there before."""
    two = {FINANCE: {key_of(NOA): OFFER}, RETAIL: {key_of(BEN): OFFER, key_of(NOA): OFFER}}
    estate = replace(held(), seats=two, workspaces={FINANCE: Workspace(), RETAIL: Workspace()})
    estate = replace(estate, people={key_of(NOA): Person(NOA, account=AccountKind.PERSONAL)})
    first = Answered(RETAIL, key_of(BEN), Answer.ACCEPTED, DAY_ONE, 2)
    noa = [
        Answered(FINANCE, key_of(NOA), Answer.ACCEPTED, DAY_ONE, 3, AccountKind.WORK),
        Answered(RETAIL, key_of(NOA), Answer.ACCEPTED, DAY_ONE, 4),
    ]

    assert not judged(estate, Replies([first, *noa])).refused
    assert refused(judged(estate, Replies([first, noa[1], noa[0]._replace(row=5)]))).keys() == {4}


@given(answers())
def test_they_are_told_as_they_came_in(told: list[Answered]) -> None:
    assert list(Replies(told)) == told


def test_thousands_who_say_the_same_are_heard_at_once_and_who_says_more_alone() -> None:
    people = [PersonKey(f"p{n}@contoso.com") for n in range(1_000)]
    accepted = [Answered(FINANCE, person, Answer.ACCEPTED, DAY_ONE, row) for row, person in enumerate(people)]
    left = Answered(FINANCE, people[3], Answer.LEFT, FIFTH, 1_000)

    assert [len(alike.people) for alike in Replies(accepted).in_turn({})] == [1_000]
    assert [len(alike.people) for alike in Replies([left, *accepted]).in_turn({})] == [1_000, 1]
