"""Small builders of plans for the tests of renderers. Names are invented."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from reconciler.findings import Finding, Place, Run, Severity, runs_of
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import CustomerId
from reconciler.kinds.seat import Role, Seat, SeatState
from reconciler.planning.changes import Action, Authority, Change
from reconciler.planning.plan import CustomerPlan, Digests, Heading, Listed, Listing, Verdict

DAY_ONE = date(2026, 7, 1)
IN_A_MONTH = date(2026, 7, 31)
CONTRACT_FILE = "contoso/contract.yaml"

HEADING = Heading(date=DAY_ONE, lineage="0198f3c2", config="c0ffee" * 10, engine="0.1.0")
DIGESTS = Digests(plan="9f3c2a" + "0" * 58, changes="77" * 32)


def person(name: str, domain: str = "contoso.com") -> PersonKey:
    return PersonKey(f"{name}@{domain}")


def people(count: int, domain: str = "contoso.com") -> tuple[PersonKey, ...]:
    return tuple(person(f"p{n:05}", domain) for n in range(count))


def invited(role: Role = Role.MEMBER, until: date | None = None, attempt: int = 1) -> Seat:
    return Seat(SeatState.INVITED, role, until=until, generation=attempt, attempt=attempt, expires=IN_A_MONTH)


def accepted(role: Role = Role.MEMBER, until: date | None = None) -> Seat:
    return Seat(SeatState.MEMBER, role, until=until, generation=1)


def gone(role: Role = Role.MEMBER) -> Seat:
    return Seat(SeatState.REMOVED, role, generation=1)


def lines(file: str, *numbers: int) -> tuple[Run, ...]:
    return runs_of(Place(file, n, 9) for n in numbers)


def invite(workspace: str, *who: PersonKey, role: Role = Role.MEMBER, at: Iterable[Run] = ()) -> Change:
    return Change(
        Action.INVITE, workspace, None, invited(role), "S-08", who, Authority.WORKSPACE_ADMIN, tuple(at)
    )  # fmt: skip


def remove(workspace: str, *who: PersonKey, role: Role = Role.MEMBER, rule: str = "D-14", meaning: str = "") -> Change:
    return Change(
        Action.REMOVE, workspace, accepted(role), gone(role), rule, who, Authority.WORKSPACE_ADMIN, meaning=meaning
    )


def removals(value: int, of: int, limit: int, customer: str = "contoso") -> Verdict:
    what = f"{value:,} of {of:,} memberships ({100 * value / of:.1f} %) of {customer} would be removed; "
    return Verdict(
        "removals", value, limit, of, f"{what}the limit is {limit:,} (5 %)", "raise limits in reconciler.yaml"
    )


def quiet_guards(value: int = 0, of: int = 100) -> tuple[Verdict, ...]:
    return (removals(value, of, max(10, of // 20)), Verdict("last_admin", 0, 0), Verdict("vanished", 0, 0))


def waiting(workspace: str, *who: PersonKey) -> Listed:
    why = f"waiting until {IN_A_MONTH}"
    return Listed(Listing.WAITING, workspace, "D-05", why, who, Role.MEMBER, until=IN_A_MONTH)


def customer_plan(*changes: Change, customer: str = "contoso", **more: object) -> CustomerPlan:
    told = {"contract": f"{customer}-u26", "support": "unified", "source": f"{customer}/contract.yaml"}
    return CustomerPlan(CustomerId(customer), 12, changes, guards=quiet_guards(), **{**told, **more})  # type: ignore[arg-type]


def personal_account() -> Finding:
    return Finding(
        "S-11",
        Severity.ERROR,
        "personal account in a workspace that blocks personal accounts",
        "Unified workspaces block personal accounts unless a reason is recorded.",
        "use a work address, or record the reason on the workspace:\n"
        "account_policy: {personal_accounts: allow, because: customer_choice, by: mia@contoso.com}",
        Place(CONTRACT_FILE, 31, 9),
        excerpt="      - ana@outlook.example",
        length=19,
    )


def _new_retail() -> Change:
    place = lines(CONTRACT_FILE, 60)
    return Change(Action.CREATE_WORKSPACE, "retail", None, {"purpose": "Shops"}, "S-04", places=place)


def busy_plan() -> CustomerPlan:
    """The plan of CLI.md's picture: one danger, single lines, a new workspace with a folded roster."""
    retail = people(2310)
    return CustomerPlan(
        CustomerId("contoso"),
        12,
        (
            _new_retail(),
            invite("retail", person("sofia"), role=Role.ADMIN, at=lines(CONTRACT_FILE, 61)),
            invite("finance", person("ana"), at=lines(CONTRACT_FILE, 51)),
            invite("retail", *retail, at=lines("rosters/retail.csv", *range(2, 2312))),
            Change(
                Action.SET_ROLE, "finance", accepted(), accepted(Role.ADMIN), "S-07", (person("eva"),),
                Authority.WORKSPACE_ADMIN, lines(CONTRACT_FILE, 47),
            ),
            remove("finance", person("luis"), role=Role.ADMIN, rule="D-08", meaning="leaves finance with 1 admin"),
            remove("finance", person("old")),
        ),
        contract="contoso-u26",
        support="unified",
        listed=(
            waiting("finance", *people(61)),
            Listed(Listing.NEEDS_DECISION, "finance", "D-06", "declined; reinvite: 2 asks again", people(2)),
            Listed(
                Listing.HELD, "emea", "D-08", "waits for a successor: kai@contoso.com is invited",
                (person("mia"),), Role.ADMIN, "remove",
            ),
            Listed(Listing.UNMANAGED, "emea", "D-14", "not declared, and only additions are managed here", people(7)),
        ),
        guards=quiet_guards(2, 3904),
        source=CONTRACT_FILE,
        gaining=2312,
        losing=2,
    )  # fmt: skip


def odd_plan() -> CustomerPlan:
    """Every kind of fact once, a loosened limit, a guard that stops, and warnings."""
    file = "fabrikam/contract.yaml"
    was = {"ends": "2026-06-30", "services_admins": ["mia@fabrikam.com"]}
    now = {"ends": "2026-07-30", "services_admins": ["mia@fabrikam.com", "ben@fabrikam.com"]}
    bought = [{"benefits": {"engineer": {"kind": "addon", "quantity": n}}} for n in (300, 400)]
    contract = {"support": "unified", "starts": "2026-07-01", "ends": "2027-06-30"}
    policy = {"personal_accounts": "allow", "because": "customer_choice", "by": "mia@fabrikam.com"}
    old, new = {"key": "ana@northwind.example"}, {"key": "ana@fabrikam.com", "address": "Ana@fabrikam.com"}
    again = Change(Action.REINVITE, "emea", invited(), invited(attempt=2), "D-06", people(3, "fabrikam.com"))
    changes = (
        Change(Action.RENAME_PERSON, "ana@fabrikam.com", old, new, "D-12"),
        Change(Action.ACTIVATE_CONTRACT, "fabrikam-u26", None, contract, "S-01", places=lines(file, 4)),
        Change(Action.UPDATE_CONTRACT, "fabrikam-u25", {**was, **bought[0]}, {**now, **bought[1]}, "D-03"),
        Change(Action.SET_POLICY, "emea", None, policy, "S-12", places=lines("fabrikam/emea.yaml", 7)),
        Change(Action.ADD_BENEFIT, "emea", None, {"benefit": "engineer", "quantity": 300}, "D-01"),
        again,
        remove("emea", *people(30, "fabrikam.com")),
        Change(Action.ARCHIVE_WORKSPACE, "apac", {"status": "active"}, {"status": "archived"}, "D-17"),
        Change(Action.SET_LIMITS, "", {"removals_percent": 5.0}, {"removals_percent": 20.0}, "D-21"),
    )
    outsider = Finding(
        "S-07", Severity.WARNING, "a person of another organisation", place=Place("fabrikam/emea.yaml", 9, 9)
    )
    return replace(
        customer_plan(*changes, customer="fabrikam", findings=(outsider,) * 3, gaining=1, losing=30),
        guards=(removals(30, 60, 10, "fabrikam"), Verdict("last_admin", 0, 0), Verdict("vanished", 0, 0)),
    )
