"""A workspace gets one roster more by the smallest edit, or by none: comments and layout stay."""

import pytest

from reconciler.loading.incoming.naming import with_roster

HEAD = "version: 1\ncustomer: contoso\nworkspaces:\n"


def edited(workspaces: str, head: str = HEAD) -> str | None:
    after = with_roster((head + workspaces).encode(), "contoso.yaml", "contoso", "finance", "rosters/finance.csv")
    return None if after is None else after.decode().removeprefix(head)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "  finance: # money\n    purpose: Month end\n    # admins\n    admins: [kai@contoso.com] # kai\n",
            "  finance: # money\n    purpose: Month end\n    # admins\n    admins: [kai@contoso.com] # kai\n"
            "    members_from: [rosters/finance.csv]\n",
        ),
        (
            "  finance:\n    members:\n      - ana@contoso.com\n\n  # the shops\n  retail: {purpose: Tills}\n",
            "  finance:\n    members:\n      - ana@contoso.com\n    members_from: [rosters/finance.csv]\n"
            "\n  # the shops\n  retail: {purpose: Tills}\n",
        ),
        (
            "  finance:\n    members_from: [a.csv] # old\n    purpose: x\n",
            "  finance:\n    members_from: [a.csv, rosters/finance.csv] # old\n    purpose: x\n",
        ),
        (
            "  finance:\n    members_from:\n      - a.csv # first\n      - b.csv # last\n    purpose: x\n",
            "  finance:\n    members_from:\n      - a.csv # first\n      - b.csv # last\n"
            "      - rosters/finance.csv\n    purpose: x\n",
        ),
        (
            "  finance: {admins: [kai@contoso.com], benefits: {hours: 1}} # }\n",
            "  finance: {admins: [kai@contoso.com], benefits: {hours: 1}, members_from: [rosters/finance.csv]} # }\n",
        ),
        (
            "  finance:\n    purpose: x # why\n    # hours\n    # of it\n    benefits: {hours: 1}\n",
            "  finance:\n    purpose: x # why\n    members_from: [rosters/finance.csv]\n"
            "    # hours\n    # of it\n    benefits: {hours: 1}\n",
        ),
        ("  finance:\n    purpose: x", "  finance:\n    purpose: x\n    members_from: [rosters/finance.csv]\n"),
        (
            "  finance:\r\n    purpose: x\r\n",
            "  finance:\r\n    purpose: x\r\n    members_from: [rosters/finance.csv]\r\n",
        ),
    ],
)
def test_the_entry_is_added_and_every_other_byte_stays(before: str, after: str) -> None:
    assert edited(before) == after


@pytest.mark.parametrize(
    "before",
    [
        "  finance: {purpose: x,\n    admins: [kai@contoso.com]}\n",
        "  finance:\n    members_from: [a.csv,\n      b.csv]\n",
        "  finance:\n    purpose: |\n      # no comment\n      # but text\n",
        "  retail: {purpose: x}\n",
    ],
)
def test_what_is_not_plain_is_left_to_be_typed(before: str) -> None:
    after = edited(before)

    assert after is None or "# but text\n    members_from" in after


def test_a_customer_beside_others_in_one_file_is_the_one_that_is_edited() -> None:
    other = "customer: fabrikam\nworkspaces:\n  finance:\n    purpose: y\n---\n"

    after = edited("  finance:\n    purpose: x\n", other + HEAD)

    assert after == "  finance:\n    purpose: x\n    members_from: [rosters/finance.csv]\n"
