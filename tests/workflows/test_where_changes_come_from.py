"""Every change has the place in the files that asks for it, where one does; none points at a line that says no such
thing."""

from datetime import date
from pathlib import Path

from runs import Run

from reconciler.findings import places_in
from reconciler.planning.plan import CustomerPlan

BEFORE = """\
version: 1
customer: contoso
domains: [contoso.com]
account_policy: {personal_accounts: allow, because: customer_choice, by: mia@contoso.com}
contracts:
  u26:
    support: unified
    starts: 2026-01-01
    ends: 2026-12-31
    services_admins: [mia@contoso.com]
    support_contacts: [eva@contoso.com]
people:
  ana@contoso.com: {name: Ana Ruiz}
workspaces:
  finance:
    admins: [kai@contoso.com]
    members: [ana@contoso.com, ben@contoso.com]
  retail:
    admins: [kai@contoso.com]
"""


def told(plan: CustomerPlan) -> dict[str, str]:
    """Each change of a person or a fact, and the line that it comes from."""
    found: dict[str, str] = {}
    for change in plan.changes:
        places = list(places_in(change.places)) or [None] * change.size
        for who, place in zip(change.who or (change.at,), places, strict=True):
            at = f"{change.at} " if change.who else ""
            found[f"{change.do} {at}{who}".strip()] = f"{place.line}" if place else ""
    return found


def accepted(run: Run) -> None:
    run.apply()
    seats = (("finance", "kai"), ("finance", "ana"), ("finance", "ben"), ("retail", "kai"), ("default", "mia"))
    run.record(*((at, f"{who}@contoso.com", "accepted") for at, who in seats))


def test_what_a_contract_brings_about_comes_from_its_lines(tmp_path: Path) -> None:
    plan = Run(tmp_path, BEFORE).plan()[0]

    assert told(plan) == {
        "activate_contract u26": "6",
        "create_workspace default": "6",
        "invite default mia@contoso.com": "10",
        "invite default eva@contoso.com": "11",
        "set_policy": "4",
        "create_workspace finance": "15",
        "invite finance kai@contoso.com": "16",
        "invite finance ana@contoso.com": "17",
        "invite finance ben@contoso.com": "17",
        "create_workspace retail": "18",
        "invite retail kai@contoso.com": "19",
    }


def test_whoever_leaves_goes_by_the_line_that_says_so_wherever_else_they_stand(tmp_path: Path) -> None:
    run = Run(tmp_path, BEFORE)
    accepted(run)
    gone = BEFORE.replace("{name: Ana Ruiz}", "\n    name: Ana Ruiz\n    status: leaver")

    run.declare(gone)
    still_declared = told(run.plan()[0])
    run.declare(gone.replace("ana@contoso.com, ben", "ben"))
    declared_no_more = told(run.plan()[0])

    assert still_declared == declared_no_more == {"remove finance ana@contoso.com": "15"}


def test_what_is_no_longer_written_has_no_place(tmp_path: Path) -> None:
    run = Run(tmp_path, BEFORE)
    accepted(run)
    shorter = BEFORE.replace(", ben@contoso.com", "").partition("  retail:")[0]

    run.declare("".join(line for line in shorter.splitlines(keepends=True) if "account_policy" not in line))

    assert told(run.plan()[0]) == {
        "set_policy": "",
        "remove finance ben@contoso.com": "",
        "archive_workspace retail": "",
    }


def test_a_workspace_is_archived_by_the_line_that_says_so(tmp_path: Path) -> None:
    run = Run(tmp_path, BEFORE)
    run.apply()
    run.record(("finance", "kai@contoso.com", "accepted"))

    run.declare(BEFORE.partition("  retail:")[0] + "  retail:\n    purpose: Shops\n    status: archived\n")

    assert told(run.plan()[0]) == {"revoke retail kai@contoso.com": "20", "archive_workspace retail": "20"}


def test_what_the_end_of_a_contract_suspends_comes_from_the_day_it_names(tmp_path: Path) -> None:
    run = Run(tmp_path, BEFORE)
    accepted(run)

    ended = told(run.plan(on=date(2027, 1, 1))[0])

    assert {do: line for do, line in ended.items() if do.startswith("suspend")} == {
        "suspend_workspace default": "9",
        "suspend_workspace finance": "9",
        "suspend_workspace retail": "9",
    }


def test_what_a_new_contract_resumes_comes_from_its_lines(tmp_path: Path) -> None:
    run = Run(tmp_path, BEFORE)
    accepted(run)
    run.apply(on=date(2027, 1, 1))
    renewed = "  u27: {support: unified, starts: 2027-02-01, ends: 2027-12-31, services_admins: [mia@contoso.com]}\n"

    run.declare(BEFORE.replace("people:\n", f"{renewed}people:\n"))
    again = told(run.plan(on=date(2027, 2, 1))[0])

    assert again["activate_contract u27"] == again["resume_workspace finance"] == "12"
