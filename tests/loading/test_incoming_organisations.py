"""The people of an organisation by their logins, as Peribolos declares them."""

import pytest

from reconciler.errors import InputInvalid
from reconciler.loading.incoming.headings import columns_of
from reconciler.loading.incoming.people import Wanted, people_in
from reconciler.loading.incoming.peribolos import peribolos_table, read_logins

ORG = """\
orgs:
  contoso:
    admins: [kai]
    members:
      - Lin
      - 4711
    teams:
      sre:
        maintainers: [lin]
        teams:
          night: {members: [ida]}
"""
MAILS = {"kai": "kai@contoso.com", "lin": "lin@contoso.com"}


def rows(text: str = ORG, org: str | None = None, team: str | None = None) -> list[tuple[str, ...]]:
    table = peribolos_table(text.encode(), "org.yaml", org, team, MAILS)
    return [(*row, str(line)) for line, row in table.rows]


def test_the_organisation_has_admins_and_members_each_with_its_line() -> None:
    assert rows() == [
        ("kai", "kai@contoso.com", "admin", "3"),
        ("Lin", "lin@contoso.com", "member", "5"),
        ("4711", "", "member", "6"),
    ]


def test_an_organisation_may_stand_at_the_top_of_its_file() -> None:
    assert rows("admins: [kai]\n") == [("kai", "kai@contoso.com", "admin", "1")]


def test_a_team_within_a_team_is_found_and_maintainers_are_admins() -> None:
    assert rows(team="sre") == [("lin", "lin@contoso.com", "admin", "9")]
    assert rows(team="night") == [("ida", "", "member", "11")]


def test_logins_without_an_address_are_rejects_that_say_whose_they_are() -> None:
    table = peribolos_table(ORG.encode(), "org.yaml", None, "night", {})

    found = people_in(table, columns_of(table.header, {}, "org.yaml"), Wanted())

    assert found.header == ("login", "mail", "role")
    assert [(r.cells, r.why) for r in found.rejected] == [(("ida", "", "member"), "no address is known for ida")]


def test_rejects_with_addresses_filled_in_say_whose_logins_are() -> None:
    rejects = b"login,mail,role,rejected\nIda,ida@contoso.com,member,line 11\nzoe,,member,line 12\n"

    assert read_logins(rejects, "org.rejects.csv") == {"ida": "ida@contoso.com"}


def test_a_login_with_two_addresses_is_refused() -> None:
    with pytest.raises(InputInvalid, match=r"logins.csv:3 gives IDA a second address"):
        read_logins(b"login,mail\nida,ida@contoso.com\nIDA,other@contoso.com\n", "logins.csv")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "no organisation"),
        ("a: b\n", "no organisation"),
        ("orgs: {a: {members: [x]}, b: {members: [y]}}\n", "2 organisations: a, b"),
        ("orgs: {a: {teams: {}}}\n", "nobody in a"),
        ("members: kai\n", "org.yaml:1 is no list"),
        ("members: [{login: kai}]\n", "org.yaml:1 is no login"),
        ("members: &all [kai]\nadmins: *all\n", "cannot be read"),
    ],
)
def test_what_is_no_organisation_is_refused_in_one_line(text: str, what: str) -> None:
    with pytest.raises(InputInvalid, match=what):
        rows(text)


def test_a_team_that_is_not_there_is_told_with_the_nearest() -> None:
    with pytest.raises(InputInvalid, match="no team sri") as refused:
        rows(team="sri")

    assert refused.value.remedy == "did you mean sre?"
