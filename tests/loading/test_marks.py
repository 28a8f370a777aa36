"""Where the things of a customer were written."""

from pathlib import Path

from written_files import FINANCE, HEAD, declared

from reconciler.findings import Finding, Place, Severity
from reconciler.loading.excerpts import excerpted

TEXT = FINANCE + (
    "    members:\n      - ida@contoso.com\n      - {group: sre}\n    account_policy:\n      personal_accounts: block\n"
    "groups:\n  sre:\n    - kim@contoso.com\npeople:\n  ida@contoso.com: {name: Ida}\n"
    "contracts:\n  c:\n    support: unified\n    starts: 2026-01-01\n    ends: 2026-12-31\n    services_admins:\n"
    "      - mia@contoso.com\n"
)


def test_everything_declared_has_its_place_and_what_a_rule_made_the_nearest_around_it(tmp_path: Path) -> None:
    places = declared(tmp_path, a_yaml=TEXT, b_yaml=HEAD + "name: Contoso\n").places

    def at(*subject: str) -> str:
        return str(places.of(subject))

    assert at("workspaces", "finance", "members", "ida@contoso.com") == "a.yaml:7:9"
    assert at("workspaces", "finance", "admins", "kai@contoso.com") == "a.yaml:5:14"
    assert at("workspaces", "finance", "members", "kim@contoso.com") == "a.yaml:13:7"
    assert at("workspaces", "finance", "members", "nobody@contoso.com") == "a.yaml:6:5"
    assert at("workspaces", "finance", "policy", "personal_accounts") == "a.yaml:10:7"
    assert at("workspaces", "finance", "purpose") == "a.yaml:4:3"
    assert at("workspaces", "default") == "a.yaml:2:1"
    assert at("people", "ida@contoso.com", "name") == "a.yaml:15:3"
    assert at("contracts", "c", "starts") == "a.yaml:19:5"
    assert at("contracts", "c", "services_admins", "mia@contoso.com") == "a.yaml:22:9"
    assert at("contracts", "c", "customer_name") == "b.yaml:3:1"
    assert at() == "a.yaml:2:1"
    assert places.seat("finance", "nobody@contoso.com") is None
    assert places.seat("retail", "ida@contoso.com") is None


def test_a_finding_of_a_rule_gets_its_line_and_how_much_of_it_is_meant(tmp_path: Path) -> None:
    read = declared(tmp_path, a_yaml=TEXT)
    subject = ("workspaces", "finance", "members", "ida@contoso.com")
    finding = Finding("S-11", Severity.ERROR, "summary", subject=subject, also_subjects=(("contracts", "c"),))

    shown = excerpted(read, finding)

    assert shown.place == Place("a.yaml", 7, 9)
    assert shown.also == (Place("a.yaml", 17, 3),)
    assert shown.excerpt == "      - ida@contoso.com"
    assert shown.length == len("ida@contoso.com")


def test_people_of_several_files_in_one_workspace_keep_their_own_places(tmp_path: Path) -> None:
    rows = "person\n" + "".join(f"p{n}@contoso.com\n" for n in range(50))
    text = FINANCE + "    members: [ana@contoso.com]\n    members_from: [r.csv, s.csv]\n"

    places = declared(
        tmp_path, a_yaml=text, r_csv=rows, s_csv=rows.replace("p", "q").replace("qerson", "person")
    ).places

    assert str(places.seat("finance", "p49@contoso.com")) == "r.csv:51:1"
    assert str(places.seat("finance", "q0@contoso.com")) == "s.csv:2:1"
    assert str(places.seat("finance", "ana@contoso.com")) == "a.yaml:6:15"


def test_people_asked_for_one_by_one_stand_where_they_stand_together(tmp_path: Path) -> None:
    """However often, and in whichever workspace in between."""
    retail = "  retail:\n    admins: [mia@contoso.com]\n    members_from: [r.csv]\n"
    rows = "person\n" + "".join(f"p{n}@contoso.com\n" for n in range(40))
    written = {"a_yaml": FINANCE + "    members_from: [r.csv]\n" + retail, "r_csv": rows}
    people = [*(f"p{n}@contoso.com" for n in range(39, -1, -1)), "kai@contoso.com", "nobody@contoso.com"]

    together, alone = declared(tmp_path, **written).places, declared(tmp_path, **written).places

    for person in people:
        for workspace in ("finance", "retail") if person > "p2" else ("finance",):
            (run,) = together.seats(workspace, [person, *people])[:1]
            place = alone.seat(workspace, person)
            assert (place and (place.file, place.line)) == ((run.file, run.line) if run.file else None)
