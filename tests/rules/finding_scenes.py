"""What is found that neither a page nor the corpus brings: by the files alone, or with what stands in the state."""

from collections.abc import Mapping
from datetime import date

from page_scenes import CONTRACT, Scene

HEAD = "version: 1\ncustomer: contoso\n"
AZURE = HEAD + "workspaces:\n  azure:\n    admins: [kai@contoso.com]\n"
DATA = "  data:\n    admins: [noor@contoso.com]\n"
PREMIER = CONTRACT.replace("unified", "premier")
RENEWAL = """\
  contoso-u27:
    support: unified
    starts: 2027-01-01
    ends: 2027-12-31
    renews: contoso-u26
    services_admins: [mia@contoso.com]
    benefits:
      designated-engineer: {kind: addon, quantity: 600, unit: hours}
"""
RENEWED = CONTRACT + RENEWAL
OVER = RENEWED.replace("2027-01-01", "2027-02-01")
NAMED = "    csam: avery@vendor.example\n    number: '0012345'\n"
BLOCKED = "account_policy: {personal_accounts: block}\n"


def workspaces(*said: str) -> str:
    return "workspaces:\n" + "".join(said)


def workspace(name: str, *lines: str, admins: str = "kai@contoso.com") -> str:
    return f"  {name}:\n    admins: [{admins}]\n" + "".join(f"    {line}\n" for line in lines)


def hours(count: int) -> str:
    return f"benefits: {{designated-engineer: {count}}}"


BY_FILES: Mapping[str, Mapping[str, str]] = {
    "S-02": {
        "nobody named, nor declared": CONTRACT.replace("    services_admins: [mia@contoso.com]\n", ""),
    },
    "S-06": {
        "observed": AZURE + "  data: {manage: observe}\n",
    },
    "S-07": {
        "two domains, in two workspaces": AZURE
        + "    members: [dev@fabrikam.com, eva@fabrikam.com, zoe@litware.example]\n"
        + DATA
        + "    members: [dev@fabrikam.com, ian@fabrikam.com, liv@fabrikam.com, udo@fabrikam.com]\n",
    },
    "S-10": {
        "of all and of one": PREMIER + BLOCKED + workspaces(workspace("azure", BLOCKED.strip())),
    },
    "S-11": {
        "by a consumer domain": AZURE + "    members: [{person: ana@outlook.com, sponsor: kai@contoso.com}]\n",
        "named on the contract": CONTRACT.replace("ben@contoso.com", "ben@contoso.com, ana@outlook.com"),
        "named on the contract, and let in where they come": CONTRACT.replace("ben@contoso.com", "ana@outlook.com")
        + workspaces(
            workspace(
                "default", "account_policy: {personal_accounts: allow, because: customer_choice, by: mia@contoso.com}"
            )
        ),
        "where some may stay": AZURE
        + "    members: [{person: ana@outlook.com, sponsor: kai@contoso.com}]\n"
        + "    account_policy: {registered_personal: keep}\n",
    },
    "S-12": {
        "a reason and no name": AZURE + "    account_policy: {personal_accounts: allow, because: customer_choice}\n",
        "work domains, of which three are named": CONTRACT.replace(
            "[contoso.com]", "[contoso.com, c.example, b.example, a.example]"
        )
        + "account_policy: {personal_accounts: allow, because: no_work_accounts, by: mia@contoso.com}\n",
        "a name and no reason": AZURE + "    account_policy: {personal_accounts: allow, by: mia@contoso.com}\n",
    },
    "S-17": {
        "to whom, and for which of many": CONTRACT.replace("    benefits:", NAMED + "    benefits:")
        + "      on-site: {kind: addon}\n"
        + workspaces(
            *(workspace(f"w{n}", f"purpose: nightly reports {n}" if n < 3 else "protect: true") for n in range(1, 8)),
            "  old: {status: archived}\n",
        ),
        "no workspace yet": CONTRACT.replace("    benefits:", "    coordinator: robin@vendor.example\n    benefits:"),
        "closed": CONTRACT + "status: closed\n",
    },
    "D-01": {
        "nothing bought at all": CONTRACT.split("    benefits:")[0] + workspaces(workspace("azure", hours(300))),
        "without a quantity": CONTRACT
        + workspaces(workspace("azure", "benefits: {designated-engineer: null}"), workspace("data", hours(100))),
        "too much in three": CONTRACT + workspaces(*(workspace(w, hours(200)) for w in ("azure", "data", "retail"))),
        "the renewal buys less": RENEWED.replace("600", "200")
        + workspaces(workspace("azure", hours(300)), workspace("data", hours(100))),
        "the renewal buys none": RENEWED.replace(
            "designated-engineer: {kind: addon, quantity: 600", "on-site: {kind: addon, quantity: 9"
        )
        + workspaces(workspace("azure", hours(300)), workspace("data", hours(100))),
    },
    "D-03": {
        "days between": OVER,
        "a renewal misspelt": RENEWED.replace("renews: contoso-u26", "renews: contoso-26"),
    },
    "D-09": {
        "two domains": AZURE
        + "    members: [dev@fabrikam.com, eva@fabrikam.com]\n"
        + DATA
        + "    members: [tom@emea.contoso.com]\n",
        "denied of one named": CONTRACT.replace("ben@contoso.com", "ben@fabrikam.com")
        + "terms: {unknown_accounts: deny}\n",
    },
    "D-10": {
        "five of them, in two": CONTRACT.replace("unified", "premier")
        + RENEWAL
        + "people:\n"
        + "".join(f"  {n}@mail.example: {{account: personal}}\n" for n in "abcde")
        + workspaces(
            workspace("azure", "members: [a@mail.example, b@mail.example, c@mail.example]"),
            workspace("data", "members: [c@mail.example, d@mail.example, e@mail.example]"),
        ),
    },
    "D-12": {
        "itself": HEAD + workspaces(workspace("azure", "was: azure")),
        "three in a circle": HEAD + workspaces(*(workspace(w, f"was: {old}") for w, old in ("ab", "bc", "ca"))),
    },
    "D-15": {
        "in two, before both contracts": RENEWED
        + workspaces(*(workspace(w, "members: [{person: ida@contoso.com, until: 2025-11-30}]") for w in "ab")),
    },
    "D-17": {
        "protected, default, and restored": HEAD
        + workspaces(
            *(
                f"  {w}: {{status: archived, {more}: true}}\n"
                for w, more in (("azure", "protect"), ("head", "default"), ("old", "restore"))
            ),
        ),
    },
}
"""By rule, and by what is special: a document of the customer."""

IDA = "members: [ida@contoso.com]"
USED = CONTRACT + workspaces(workspace("azure", hours(300)), workspace("data", hours(100)))
NEXT_YEAR = date(2027, 1, 15)
FIVE = f"members: [{', '.join(f'{{person: {n}@contoso.com, until: 2026-06-15}}' for n in 'vwxyz')}]"

BY_STATE: Mapping[str, Mapping[str, tuple[Scene, str]]] = {
    "S-04": {
        "before the contract": (
            Scene({}, {}, on=date(2025, 12, 1)),
            AZURE,
        ),
        "over, to be renewed by whom": (
            Scene({}, {}, before=CONTRACT.replace("    benefits:", NAMED + "    benefits:"), on=NEXT_YEAR),
            CONTRACT.replace("    benefits:", NAMED + "    benefits:") + workspaces(workspace("azure")),
        ),
    },
    "D-01": {
        "more once the renewal begins": (
            Scene({}, {}, before=CONTRACT + workspaces(workspace("azure", hours(300)))),
            RENEWED + workspaces(workspace("azure", hours(350)), workspace("data", hours(200))),
        ),
        "bought by the renewal alone": (
            Scene({}, {}, before=CONTRACT + workspaces(workspace("azure"))),
            RENEWED
            + "      on-site: {kind: addon, quantity: 9, unit: days}\n"
            + workspaces(workspace("azure", "benefits: {on-site: 9}")),
        ),
        "less bought than one keeps": (
            Scene({}, {}, before=USED),
            USED.replace("400", "250")
            .replace("    benefits: {designated-engineer: 300}", "    manage: observe")
            .replace("designated-engineer: 100}", "designated-engineer: 150}"),
        ),
        "no longer bought, and kept by two": (
            Scene({}, {}, before=USED + workspace("retail")),
            CONTRACT.replace("400", "100")
            + workspaces(
                workspace("azure", "manage: observe"),
                workspace("data", "manage: observe"),
                workspace("retail", hours(50)),
            ),
        ),
        "bought without a limit before": (
            Scene({}, {}, before=USED.replace(", quantity: 400", "")),
            USED.replace("400", "250").replace("    benefits: {designated-engineer: 300}", "    manage: observe"),
        ),
        "so in the state already": (
            Scene({}, {}, before=USED),
            USED.replace("400", "350"),
        ),
        "the renewal buys less than they have": (
            Scene({}, {}, before=USED),
            USED.replace("workspaces:", RENEWAL.replace("600", "200") + "workspaces:"),
        ),
    },
    "S-17": {
        "of today's contract": (
            Scene({}, {}, before=CONTRACT),
            RENEWED + workspaces(workspace("azure")),
        ),
    },
    "D-03": {
        "none is live": (
            Scene({}, {}, before=CONTRACT.replace("    benefits:", NAMED + "    benefits:"), on=NEXT_YEAR),
            CONTRACT.replace("    benefits:", NAMED + "    benefits:"),
        ),
        "none is live until the renewal": (
            Scene({}, {}, before=CONTRACT, on=NEXT_YEAR),
            OVER,
        ),
    },
    "D-12": {
        "a history of its own": (
            Scene({}, {}, before=AZURE + DATA),
            HEAD + workspaces(workspace("data", "was: azure", admins="noor@contoso.com")),
        ),
        "nobody knows, but nearly": (
            Scene({}, {}, before=AZURE),
            HEAD + workspaces(workspace("data", "was: azurre", admins="noor@contoso.com"), workspace("azure")),
        ),
        "nobody knows": (
            Scene({}, {}, before=AZURE),
            HEAD + workspaces(workspace("data", "was: finance", admins="noor@contoso.com"), workspace("azure")),
        ),
    },
    "D-15": {
        "one": (
            Scene({}, {}, before=AZURE),
            AZURE + "    members: [{person: ida@contoso.com, until: 2026-06-15}]\n",
        ),
        "five, in two": (
            Scene({}, {}, before=AZURE + DATA),
            AZURE + f"    {FIVE}\n" + DATA + f"    {FIVE}\n",
        ),
    },
    "D-17": {
        "no longer declared, protected": (
            Scene({}, {}, before=HEAD + workspaces(workspace("azure", "protect: true"), workspace("data"))),
            HEAD + workspaces(workspace("data")),
        ),
        "no longer protected": (
            Scene({}, {}, before=HEAD + workspaces(workspace("azure", "protect: true"))),
            HEAD + "workspaces:\n  azure: {status: archived}\n",
        ),
        "closed, and protected": (
            Scene({}, {}, before=HEAD + workspaces(workspace("azure", "protect: true"))),
            HEAD + "status: closed\n" + workspaces(workspace("azure", "protect: true")),
        ),
        "archived, and never was": (
            Scene({}, {}, before=HEAD + workspaces(workspace("azure"))),
            HEAD + workspaces("  azurre: {status: archived}\n", "  retail: {status: archived}\n"),
        ),
    },
    "D-14": {
        "left out, and observed": (
            Scene({}, {}, before=AZURE),
            HEAD + "manage: observe\n",
        ),
        "left out, and only added to": (
            Scene({}, {}, before=AZURE),
            HEAD + "manage: add_only\n",
        ),
    },
    "D-19": {
        "one moves": (
            Scene({}, {}, before=HEAD + workspaces(workspace("azure", IDA), workspace("data"))),
            HEAD + workspaces(workspace("azure"), workspace("data", IDA, "keep_until_accepted: true")),
        ),
        "a whole workspace moves": (
            Scene({}, {}, before=HEAD + workspaces(workspace("azure", IDA))),
            HEAD
            + workspaces(
                workspace("data", IDA, "keep_until_accepted: true"), workspace("retail", "keep_until_accepted: true")
            ),
        ),
    },
}
"""The same, planned in what a scene has had happen before."""
