"""The fragments of a customer become one estate: who is who, which file says what, what is said twice."""

from datetime import date
from pathlib import Path

from written_files import FINANCE, HEAD, declared, lines

from reconciler.findings import Place
from reconciler.kinds.account_policy import AccountPolicy, Because, PersonalAccounts
from reconciler.kinds.benefit import Benefit, BenefitKind
from reconciler.kinds.contract import Contract, Support
from reconciler.kinds.limits import Limits, Outsiders, Terms
from reconciler.kinds.person import Person, PersonStatus
from reconciler.kinds.seat import Note, Role, Seat, SeatState
from reconciler.kinds.source import Source
from reconciler.kinds.workspace import Manage, Workspace, WorkspaceStatus

CONTRACT = HEAD + (
    "name: Contoso Ltd\ndomains: [Contoso.com, münchen.example]\nlanguage: de\n"
    "contracts:\n  c-u26:\n    number: '0012'\n    support: unified\n    starts: 2026-07-01\n    ends: 2027-06-30\n"
    "    csam: Avery@vendor.example\n    services_admins: [mia@contoso.com, Ana@contoso.com]\n"
    "    benefits: {hours: {kind: addon, quantity: 400, unit: hours}}\n"
)


def seat(role: Role = Role.MEMBER, until: date | None = None, note: Note | None = None, round_: int = 1) -> Seat:
    return Seat(SeatState.WANTED, role, until, round=round_, note=note)


def test_a_contract_carries_the_customers_name_domains_and_language(tmp_path: Path) -> None:
    read = declared(tmp_path, a_yaml=CONTRACT)

    assert not read.findings
    assert read.estate.contracts == {
        "c-u26": Contract(
            support=Support.UNIFIED,
            starts=date(2026, 7, 1),
            ends=date(2027, 6, 30),
            number="0012",
            customer_name="Contoso Ltd",
            domains=("contoso.com", "xn--mnchen-3ya.example"),
            language="de",
            csam="avery@vendor.example",
            services_admins=("ana@contoso.com", "mia@contoso.com"),
            benefits={"hours": Benefit(BenefitKind.ADDON, 400, "hours")},
        )
    }


def test_fragments_in_several_files_are_one_customer_in_whatever_order(tmp_path: Path) -> None:
    first = declared(tmp_path / "1", a_yaml=CONTRACT, b_yaml=FINANCE)
    second = declared(tmp_path / "2", a_yaml=FINANCE, b_yaml=CONTRACT)

    assert first.estate == second.estate
    assert first.sources == {"finance": Source("b.yaml")}


def test_entries_keep_what_they_say(tmp_path: Path) -> None:
    text = FINANCE + (
        "    members:\n      - ida@contoso.com\n"
        "      - {person: dev@partner.example, until: 2026-11-30, ticket: CHG-1, reinvite: 2}\n"
        "      - {person: eva@contoso.com, role: admin}\n"
    )

    read = declared(tmp_path, a_yaml=text)

    assert read.estate.seats == {
        "finance": {
            "kai@contoso.com": seat(Role.ADMIN),
            "ida@contoso.com": seat(),
            "dev@partner.example": seat(until=date(2026, 11, 30), note=Note(ticket="CHG-1"), round_=2),
            "eva@contoso.com": seat(Role.ADMIN),
        }
    }


def test_a_groups_people_get_what_the_entry_says_unless_the_group_says_otherwise(tmp_path: Path) -> None:
    text = FINANCE + (
        "    members: [{group: all, until: 2026-11-30}]\n"
        "groups:\n  all: [{group: sre}, lin@contoso.com]\n"
        "  sre: [ida@contoso.com, {person: kim@contoso.com, until: 2026-09-30}]\n"
    )

    seats = declared(tmp_path, a_yaml=text).estate.seats["finance"]

    assert seats == {
        "kai@contoso.com": seat(Role.ADMIN),
        "ida@contoso.com": seat(until=date(2026, 11, 30)),
        "kim@contoso.com": seat(until=date(2026, 9, 30)),
        "lin@contoso.com": seat(until=date(2026, 11, 30)),
    }


def test_a_group_among_admins_makes_admins_and_never_of_declared_members(tmp_path: Path) -> None:
    text = HEAD + "groups:\n  sre: [ida@contoso.com, {person: kim@contoso.com, role: member}]\n"
    text += "workspaces:\n  finance:\n    admins: [{group: sre}]\n"

    read = declared(tmp_path, a_yaml=text)

    assert read.estate.seats["finance"]["ida@contoso.com"] == seat(Role.ADMIN)
    assert lines(read.findings) == ["error bad-value a.yaml:4:58"]


def test_workspaces_policies_limits_and_terms_are_taken_over(tmp_path: Path) -> None:
    text = HEAD + (
        "account_policy: {personal_accounts: allow, because: customer_choice, by: Mia@contoso.com}\n"
        "manage: {members: add_only}\nlimits: {removals: {percent: '2.5'}, min_admins: 2}\nterms: {outsiders: deny}\n"
        "status: closed\n"
        "workspaces:\n  old: {status: archived, was: older, protect: true, benefits: {hours: null}}\n"
        "  seen: {manage: observe}\n"
    )

    estate = declared(tmp_path, a_yaml=text).estate

    policy = AccountPolicy(PersonalAccounts.ALLOW, Because.CUSTOMER_CHOICE, "mia@contoso.com")
    assert estate.policy == policy
    assert estate.limits == Limits(10, 2.5, 2)
    assert estate.terms == Terms(outsiders=Outsiders.DENY)
    assert estate.closed
    assert estate.workspaces == {
        "old": Workspace(
            status=WorkspaceStatus.ARCHIVED,
            was="older",
            protect=True,
            benefits={"hours": None},
            manage_members=Manage.ADD_ONLY,
        ),
        "seen": Workspace(manage_admins=Manage.OBSERVE, manage_members=Manage.OBSERVE),
    }


def test_people_are_those_of_whom_more_is_known_than_the_key(tmp_path: Path) -> None:
    text = FINANCE + (
        "    members: [ana@contoso.com, Ben@contoso.com, lin@contoso.com]\n    members_from: [r.csv]\n"
        "people:\n  Ana@contoso.com: {name: Ana Ruiz, also: [Ana@old.example]}\n  gone@contoso.com: {status: leaver}\n"
    )

    people = declared(tmp_path, a_yaml=text, r_csv="person,name\neva@contoso.com,Eva Sol\n").estate.people

    assert people == {
        "ana@contoso.com": Person("Ana@contoso.com", "Ana Ruiz", ("ana@old.example",)),
        "ben@contoso.com": Person("Ben@contoso.com"),
        "eva@contoso.com": Person("eva@contoso.com", "Eva Sol"),
        "gone@contoso.com": Person("gone@contoso.com", status=PersonStatus.LEAVER),
    }


def test_an_alias_means_the_person_everywhere(tmp_path: Path) -> None:
    text = HEAD + "people:\n  ana@contoso.com: {also: [ana@old.example]}\n"
    text += "workspaces:\n  finance: {admins: [Ana@Old.example]}\n"
    text += "contracts:\n  c: {support: premier, starts: 2026-01-01, ends: 2026-12-31,\n"
    text += "      services_admins: [ana@old.example]}\n"

    estate = declared(tmp_path, a_yaml=text).estate

    assert list(estate.seats["finance"]) == ["ana@contoso.com"]
    assert estate.contracts["c"].services_admins == ("ana@contoso.com",)
    assert estate.people["ana@contoso.com"].address == "ana@contoso.com"


def test_the_same_person_in_two_files_is_told_with_both_places(tmp_path: Path) -> None:
    read = declared(tmp_path, a_yaml=FINANCE + "    members_from: [r.csv]\n", r_csv="person\nKai@contoso.com\n")

    (finding,) = read.findings
    assert (finding.rule, finding.place, finding.also) == ("D-11", Place("r.csv", 2), (Place("a.yaml", 5, 14),))
    assert finding.excerpt == "Kai@contoso.com"
    assert finding.length == len("Kai@contoso.com")


def test_d_11_two_spellings_in_two_workspaces_are_a_warning_and_the_smallest_is_shown(tmp_path: Path) -> None:
    text = FINANCE + "    members: [ana@contoso.com]\n  retail:\n    admins: [Ana@contoso.com]\n"

    read = declared(tmp_path, a_yaml=text)

    assert lines(read.findings) == ["warning D-11 a.yaml:8:14"]
    assert read.findings[0].also == (Place("a.yaml", 6, 15),)
    assert read.estate.spelling(next(iter(read.estate.seats["retail"]))) == "Ana@contoso.com"


def test_a_name_may_be_repeated_in_one_file_only(tmp_path: Path) -> None:
    twice = HEAD + "name: Contoso\n---\n" + HEAD + "name: Contoso\n"

    assert not declared(tmp_path / "1", a_yaml=twice).findings
    assert lines(declared(tmp_path / "2", a_yaml=twice.replace("name: Contoso\n", "name: C\n", 1)).findings) == [
        "error declared-twice a.yaml:7:1"
    ]
    assert lines(declared(tmp_path / "3", a_yaml=HEAD + "name: C\n", b_yaml=HEAD + "name: C\n").findings) == [
        "error declared-twice b.yaml:3:1"
    ]


def test_names_that_rosters_disagree_about_are_settled_by_code_point_and_told(tmp_path: Path) -> None:
    text = FINANCE + "    members_from: [r.csv]\n  retail:\n    admins: [kai@contoso.com]\n    members_from: [s.csv]\n"

    read = declared(
        tmp_path, a_yaml=text, r_csv="person,name\na@contoso.com,Bo\n", s_csv="person,name\na@contoso.com,Al\n"
    )

    assert read.estate.people["a@contoso.com"].name == "Al"
    assert lines(read.findings) == ["warning declared-twice s.csv:1:1"]


def test_what_is_wrong_does_not_hide_what_else_is_wrong(tmp_path: Path) -> None:
    text = FINANCE + "    members: ana@contoso.com\n    membres: []\n  retail:\n    admins: [kai@]\nname: 5\n"

    read = declared(tmp_path, a_yaml=text)

    assert lines(read.findings) == [
        "error wrong-type a.yaml:6:14",
        "error unknown-field a.yaml:7:5",
        "error bad-address a.yaml:9:14",
        "error wrong-type a.yaml:10:7",
    ]


def test_groups_that_contain_each_other_twice_are_read_once(tmp_path: Path) -> None:
    groups = "".join(f"  g{n}: [{{group: g{n - 1}}}, {{group: g{n - 1}}}]\n" for n in range(1, 40))
    text = f"{FINANCE}    members: [{{group: g39}}]\ngroups:\n  g0: [ana@contoso.com]\n{groups}"

    read = declared(tmp_path, a_yaml=text)

    assert {(f.rule, f.explanation) for f in read.findings} == {("too-large", "`g7` is a group within 32 others.")}


def test_a_direct_entry_counts_before_a_groups(tmp_path: Path) -> None:
    text = FINANCE.replace("admins: [kai@contoso.com]", "admins: [kai@contoso.com, {group: sre}]")
    text += "    members: [{person: ida@contoso.com, until: 2026-11-30}]\n"
    text += "groups:\n  sre: [ida@contoso.com, kim@contoso.com]\n"

    read = declared(tmp_path, a_yaml=text)

    seats = read.estate.seats["finance"]
    assert read.findings == ()
    assert (seats["ida@contoso.com"].role, seats["ida@contoso.com"].until) == (Role.MEMBER, date(2026, 11, 30))
    assert seats["kim@contoso.com"].role is Role.ADMIN
