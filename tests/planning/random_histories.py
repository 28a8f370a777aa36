"""Random declared estates, answers and days, for properties that must hold over any history."""

from dataclasses import replace
from datetime import date, timedelta

from estates import STARTS, addon, contract, declared, with_facts, with_people
from hypothesis import strategies as st

from reconciler.kinds.account_policy import AccountKind, AccountPolicy, Because, PersonalAccounts, Registered
from reconciler.kinds.address import PersonKey
from reconciler.kinds.assertion import Assertion, AtMost, Never, Only, together
from reconciler.kinds.contract import Contract, ContractId, Support
from reconciler.kinds.estate import Estate
from reconciler.kinds.limits import Limits
from reconciler.kinds.person import Person, PersonStatus
from reconciler.kinds.seat import Role, Seat, SeatState, shared
from reconciler.kinds.workspace import Manage, WorkspaceStatus

WORK = [PersonKey(f"{name}@contoso.com") for name in ("ana", "ben", "eva", "ida", "jo", "kai", "mia")]
PERSONAL = [PersonKey("noa@outlook.example"), PersonKey("sam@outlook.example")]
PEOPLE = [*WORK, *PERSONAL]
WORKSPACES = ("default", "finance", "retail")
LOOSE = Limits(removals_floor=1000)

days = st.integers(0, 200).map(lambda n: STARTS + timedelta(days=n * 2))


@st.composite
def seats(draw: st.DrawFn) -> Seat:
    role = draw(st.sampled_from(Role))
    until = draw(st.none() | st.integers(0, 150).map(lambda n: STARTS + timedelta(days=n * 3)))
    return shared(Seat(SeatState.WANTED, role, until=until, round=draw(st.sampled_from((1, 1, 1, 2)))))


@st.composite
def policies(draw: st.DrawFn) -> AccountPolicy | None:
    allow = AccountPolicy(PersonalAccounts.ALLOW, Because.CUSTOMER_CHOICE, "mia@contoso.com")
    block = AccountPolicy(PersonalAccounts.BLOCK, registered_personal=draw(st.sampled_from(Registered)))
    until = draw(st.none() | st.integers(0, 150).map(lambda n: STARTS + timedelta(days=n * 3)))
    return draw(st.sampled_from((None, block, allow, replace(allow, until=until))))


def limits() -> st.SearchStrategy[Limits]:
    """Mostly without assertions: those that do not hold stop a plan."""
    some = st.sets(asserted, max_size=2).map(lambda chosen: replace(LOOSE, assertions=together(chosen, ())))
    return st.one_of(st.just(LOOSE), some, st.just(replace(LOOSE, min_admins=2)))


asserted = st.sampled_from(
    (
        Assertion(never=Never("*@outlook.example", "finance")),
        Assertion(never=Never("*", "retail", (WORK[0], WORK[1]))),
        Assertion(only=Only("*", tuple(WORK[:5]), Role.ADMIN)),
        Assertion(only=Only("finance", ("*@contoso.com",))),
        Assertion(at_most=AtMost("*", members=3)),
        Assertion(at_most=AtMost("finance", members=2, admins=1)),
    )
)


@st.composite
def contracts(draw: st.DrawFn) -> dict[str, Contract]:
    """One contract, often with the one that renews it: on the day after, with some days in between, or overlapping."""
    first = replace(
        contract(draw(st.sampled_from(Support)), services_admins=draw(named)),
        ends=draw(st.sampled_from((date(2026, 6, 30), date(2026, 12, 31), date(2027, 12, 31)))),
        benefits={"hours": addon(draw(st.integers(1, 4)) * 100)},
    )
    begins = draw(st.sampled_from((None, None, 1, 1, 20, -60)))
    if begins is None:
        return {"u26": first}
    hours = draw(st.sampled_from((0, 100, 200, 400)))
    second = replace(
        first,
        support=draw(st.sampled_from(Support)),
        starts=first.ends + timedelta(days=begins),
        ends=first.ends + timedelta(days=draw(st.sampled_from((60, 365)))),
        services_admins=draw(named),
        benefits={"hours": addon(hours)} if hours else {},
        renews=ContractId("u26"),
    )
    return {"u26": first, "u27": second}


named = st.sets(st.sampled_from(WORK[:3]), max_size=2).map(lambda people: tuple(sorted(people)))


@st.composite
def estates(draw: st.DrawFn) -> Estate:
    """Any customer that files can declare; the removal limits are wide, since other tests look at them."""
    terms = draw(contracts())
    bought = draw(st.sampled_from([c.benefits["hours"].quantity or 0 for c in terms.values() if "hours" in c.benefits]))
    names = draw(st.sets(st.sampled_from(WORKSPACES)))
    people = {w: draw(st.dictionaries(st.sampled_from(PEOPLE), seats(), max_size=6)) for w in sorted(names)}
    estate = declared({w: p.items() for w, p in people.items()}, terms, limits=draw(limits()))
    left = bought
    for name in sorted(names):
        hours = draw(st.sampled_from((0, 100, 200)))
        estate = with_facts(
            estate,
            name,
            purpose=draw(st.sampled_from((None, "audit"))),
            status=draw(st.sampled_from((WorkspaceStatus.ACTIVE,) * 6 + (WorkspaceStatus.ARCHIVED,))),
            protect=draw(st.sampled_from((False,) * 5 + (True,))),
            restore=draw(st.booleans()),
            keep_until_accepted=draw(st.booleans()),
            manage_members=draw(st.sampled_from((Manage.FULL,) * 5 + tuple(Manage))),
            manage_admins=draw(st.sampled_from((Manage.FULL,) * 5 + tuple(Manage))),
            policy=draw(policies()),
            benefits={"hours": hours} if 0 < hours <= left else {},
        )
        left -= hours if hours <= left else 0
    manage = draw(
        st.sampled_from(((Manage.FULL, Manage.FULL),) * 5 + ((Manage.ADD_ONLY, Manage.FULL), (Manage.OBSERVE,) * 2))
    )
    estate = replace(estate, manage=manage)
    estate = replace(estate, policy=draw(policies()), closed=draw(st.sampled_from((False,) * 9 + (True,))))
    leavers = draw(st.sets(st.sampled_from(WORK), max_size=1))
    told = [Person(p, account=AccountKind.PERSONAL) for p in PERSONAL]
    told += [Person(p, status=PersonStatus.LEAVER) for p in leavers]
    return _called_otherwise(with_people(estate, *told), draw(st.sampled_from((None, None, *OTHERWISE))))


OTHERWISE = (("ana", "ben"), ("ben", "ana"), ("kai", "ana"), ("eva", "mia"))
"""Who may be declared to be called otherwise: one person instead of two, until another estate knows two again."""


def _called_otherwise(estate: Estate, names: tuple[str, str] | None) -> Estate:
    """The second of two people is another address of the first, as the loader puts it: nobody sits under it."""
    if names is None:
        return estate
    stays, other = (PersonKey(f"{name}@contoso.com") for name in names)
    seats = {w: {stays if p == other else p: s for p, s in held.items()} for w, held in estate.seats.items()}
    contracts = {
        c: replace(x, services_admins=tuple(sorted({str(stays) if a == other else a for a in x.services_admins})))
        for c, x in estate.contracts.items()
    }
    people = {p: x for p, x in estate.people.items() if p != other}
    people[stays] = replace(people.get(stays, Person(stays)), also=(other,))
    return replace(estate, seats=seats, contracts=contracts, people=people)


answers = st.lists(
    st.tuples(
        st.sampled_from(WORKSPACES),
        st.sampled_from(PEOPLE),
        st.sampled_from(("accepted",) * 4 + ("declined", "left", "bounced")),
    ),
    max_size=12,
)
