"""A workspace gets one roster more by the smallest edit: comments and layout stay."""

import pytest

from reconciler.editing.rosters_named import with_roster, workspace_in

HEAD = "version: 1\ncustomer: contoso\nworkspaces:\n"


def edited(workspaces: str, head: str = HEAD) -> str:
    content = (head + workspaces).encode()
    found = workspace_in(content, "contoso.yaml", "contoso", "finance")
    assert found is not None
    after = with_roster(content, "contoso.yaml", found[0], "finance", "rosters/finance.csv")
    return after.decode().removeprefix(head)


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
            "  finance: {admins: [kai@contoso.com], members_from: [rosters/finance.csv], benefits: {hours: 1}} # }\n",
        ),
        (
            "  finance:\n    purpose: x # why\n    # hours\n    # of it\n    benefits: {hours: 1}\n",
            "  finance:\n    purpose: x # why\n    members_from: [rosters/finance.csv]\n"
            "    # hours\n    # of it\n    benefits: {hours: 1}\n",
        ),
        (
            "  finance: {purpose: x,\n    admins: [kai@contoso.com]}\n",
            "  finance: {purpose: x,\n    admins: [kai@contoso.com], members_from: [rosters/finance.csv]}\n",
        ),
        (
            "  finance:\n    members_from: [a.csv, # old\n      b.csv]\n",
            "  finance:\n    members_from: [a.csv, # old\n      b.csv, rosters/finance.csv]\n",
        ),
        (
            "  finance:\n    purpose: >-\n      # no comment\n      # but text\n",
            "  finance:\n    purpose: >-\n      # no comment\n      # but text\n"
            "    members_from: [rosters/finance.csv]\n",
        ),
        ("  finance:\n    purpose: x", "  finance:\n    purpose: x\n    members_from: [rosters/finance.csv]\n"),
    ],
)
def test_the_entry_is_added_and_every_other_byte_stays(before: str, after: str) -> None:
    assert edited(before) == after


def test_lines_keep_their_ends() -> None:
    assert edited("  finance:\r\n    purpose: x\r\n", HEAD.replace("\n", "\r\n")) == (
        "  finance:\r\n    purpose: x\r\n    members_from: [rosters/finance.csv]\r\n"
    )


def test_a_customer_beside_others_in_one_file_is_the_one_that_is_edited() -> None:
    other = "customer: fabrikam\nworkspaces:\n  finance:\n    purpose: y\n---\n"

    after = edited("  finance:\n    purpose: x\n", other + HEAD)

    assert after == "  finance:\n    purpose: x\n    members_from: [rosters/finance.csv]\n"
