"""Whatever is committed, in whatever order: the stores hold the same."""

from collections.abc import Sequence
from datetime import date, timedelta
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from store_commits import CONTOSO, DAY, FABRIKAM, SALT, commit, person

from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import CustomerId
from reconciler.kinds.letter import MessageKind, Owed
from reconciler.planning.canonical import numbers_in, ranges
from reconciler.ports import Commit, Private, PrivateKind, SeatWrite, StateStore
from reconciler.stores.opening import create, open_for_writing

PEOPLE = 12
numbers = st.sets(st.integers(1, PEOPLE)).map(sorted)
workspaces = st.integers(1, 3)
ROOMS = {"people": {}, "workspaces": {"1": {}, "2": {}, "3": {}}}
seats = st.fixed_dictionaries(
    {"state": st.sampled_from(["invited", "member", "removed"]), "role": st.just("member")},
    optional={"gen": st.integers(1, 3), "note": st.integers(1, 9)},
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@st.composite
def commits(draw: st.DrawFn) -> Commit:
    """Any commit to one of two customers; its serial often fits, the first one makes everybody known."""
    serial = draw(st.integers(0, 4))
    return commit(
        serial,
        customer=draw(st.sampled_from([CONTOSO, FABRIKAM])),
        record={**draw(st.dictionaries(texts, st.one_of(texts, st.lists(st.integers(0, 9))), max_size=3)), **ROOMS},
        private=[person(n) for n in range(1, PEOPLE + 1)] * (serial == 0) + draw(st.lists(other_values(), max_size=2)),
        seats=draw(st.lists(st.builds(SeatWrite, workspaces, seats, numbers, st.none() | seats), max_size=3)),
        settled=draw(st.lists(st.tuples(workspaces, numbers), max_size=2)),
        owed=draw(st.lists(invitations_owed(), max_size=2)),
        apply=draw(st.sampled_from(["", "apply-1", "apply-2"])),
        managed_by=draw(st.none() | texts),
        sources=draw(st.none() | st.dictionaries(texts, texts, max_size=2)),
    )


def invitations_owed() -> st.SearchStrategy[Owed]:
    """What a commit owes; reminders and notices come in by a delivery."""
    return st.builds(Owed, workspaces, st.integers(1, 2), days(), numbers, st.just(MessageKind.INVITATION))


def days() -> st.SearchStrategy[date]:
    return st.integers(0, 2).map(lambda later: DAY + timedelta(days=later))


def other_values() -> st.SearchStrategy[Private]:
    number = st.integers(PEOPLE + 1, PEOPLE + 4)
    said = st.builds(Private, number, st.just(PrivateKind.TEXT), texts, st.just(SALT))
    erased = st.builds(
        Private, number, st.just(PrivateKind.TEXT), st.none(), st.none(), st.binary(min_size=32, max_size=32)
    )
    return said | erased


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(commits(), min_size=1, max_size=3), max_size=5))
def test_the_same_commits_make_the_same_state_in_every_store(batches: Sequence[Sequence[Commit]]) -> None:
    with TemporaryDirectory() as directory:
        places = (f"memory:{directory}", f"{directory}/hub.json", f"{directory}/hub.db")
        memory, json_file, sqlite = (everything_after(batches, place) for place in places)

    assert json_file == memory
    assert sqlite == memory


def everything_after(batches: Sequence[Sequence[Commit]], url: str) -> list[Any]:
    create(url, "lineage-1").close()
    results = []
    for batch in batches:
        store = open_for_writing(url)
        assert store is not None
        results.append(store.commit(batch))
        store.close()
    store = open_for_writing(url)
    assert store is not None
    seen = [results, list(store.customers().items()), store.check(), store.applied("apply-1"), store.applied("apply-2")]
    seen += [everything_of(customer, store) for customer in store.customers()]
    store.close()
    return seen


def everything_of(customer: CustomerId, store: StateStore) -> list[Any]:
    part = store.touched(customer, [PersonKey(f"person{number}@contoso.com") for number in (1, 7, 99)])
    told = (list(each(customer)) for each in (store.journal, store.private, store.owed))
    return [store.holding(customer), part, *told]


@given(st.sets(st.integers(0, 200)).map(sorted))
def test_numbers_survive_being_written_as_ranges(people: list[int]) -> None:
    assert numbers_in(ranges(people)) == people
