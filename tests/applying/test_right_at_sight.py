"""Changes of seats are judged by what they make, and never otherwise than by the whole of what they lead to."""

from dataclasses import replace

from estates import ANA, BEN, DAY_ONE, KAI, contract
from held import ADMIN, FINANCE, MEMBER, OFFER, REMOVED, U26, held
from hypothesis import example, given
from hypothesis import strategies as st

from reconciler.applying.invariants import broken, broken_by
from reconciler.applying.passage import passage
from reconciler.kinds.account import Identity
from reconciler.kinds.address import PersonKey, key_of
from reconciler.kinds.person import Person
from reconciler.kinds.seat import Role, Seat, SeatState
from reconciler.kinds.workspace import Workspace
from reconciler.planning.changes import Action, Change

WRONG = [Seat(SeatState.WANTED, Role.MEMBER), *(replace(OFFER, **{f: 0}) for f in ("attempt", "generation"))]  # type: ignore[arg-type]
SEATS = [MEMBER, ADMIN, OFFER, REMOVED, replace(OFFER, expires=None), *WRONG]
ACCOUNT = Identity("https://login.example,tenant,object")
TWO_ADDRESSES, ONE_ACCOUNT = Person(ANA, also=(BEN,)), [Person(who, identity=ACCOUNT) for who in (KAI, BEN)]
TOLD = [TWO_ADDRESSES, *ONE_ACCOUNT, Person(BEN, name="Ben")]
seats = st.sampled_from(SEATS)
steps = st.tuples(st.sampled_from((ANA, BEN, KAI)), seats)
MORE = Change(Action.CREATE_WORKSPACE, "emea", None, {"benefits": {"trainings": 1}}, "S-04")
RENAME = Change(Action.RENAME_WORKSPACE, "money", {"id": "finance"}, {"id": "money"}, "D-12")
facts = st.sampled_from(([], [MORE], [RENAME], [MORE, RENAME]))
told = st.lists(st.sampled_from(TOLD), max_size=2)


def by_key(people: list[Person]) -> dict[PersonKey, Person]:
    return {key_of(person.address): person for person in people}


@given(
    st.dictionaries(st.sampled_from((ANA, BEN, KAI)), seats),
    st.lists(steps, min_size=1, max_size=4),
    told,
    told,
    facts,
    st.sampled_from(({}, {"hours": 401}, {"trainings": 1})),
)
@example({ANA: OFFER, BEN: REMOVED}, [(BEN, OFFER)], [TWO_ADDRESSES], [], [], {})
@example({ANA: OFFER, BEN: REMOVED}, [(BEN, OFFER)], [TWO_ADDRESSES], [], [MORE], {})
@example({}, [(KAI, OFFER)], [], ONE_ACCOUNT, [], {})
@example({ANA: WRONG[0]}, [(KAI, OFFER)], [], [], [RENAME], {})
def test_what_is_broken_anew_is_what_the_whole_says_now_and_did_not_say_before(
    here: dict[str, Seat],
    done: list[tuple[str, Seat]],
    known: list[Person],
    introduced: list[Person],
    first: list[Change],
    benefits: dict[str, int],
) -> None:
    before = held(
        here,
        people=by_key(known),
        workspaces={FINANCE: Workspace(benefits=benefits)},
        contracts={U26: contract()},
    )
    stands, changes = {key_of(who): seat for who, seat in here.items()}, [*first]
    at = "money" if RENAME in first else FINANCE
    for who, now in done:
        changes.append(Change(Action.REINVITE, at, stands.get(key_of(who)), now, "S-07", (key_of(who),)))
        stands[key_of(who)] = now
    went = passage(before, changes, by_key(introduced))

    found, whole = {*broken_by(before, went.after, changes, DAY_ONE)}, {*broken(went.after)}

    assert not went.broken
    assert found & whole == whole - {*broken(before)}
