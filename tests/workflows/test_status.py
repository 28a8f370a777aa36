"""What ``status`` says of each customer of a state."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

from runs import CUSTOMER, JUNE, Run, world

from reconciler.planning.plan import Listing
from reconciler.reporting.look import Look
from reconciler.reporting.status import status_csv, status_json, status_text
from reconciler.reporting.status_view import StatusRow
from reconciler.workflows.as_of import When, as_of
from reconciler.workflows.invitations import invitations
from reconciler.workflows.status import status


def rows_of(run: Run, on: date = JUNE) -> list[StatusRow]:
    with as_of(run.state, When(), world(on)) as now:
        return status(now)


def test_d_08_workspaces_that_nobody_administers_and_nobody_is_invited_to_are_named(tmp_path: Path) -> None:
    run = Run(tmp_path)
    run.apply()
    run.record(("finance", "kai@contoso.com", "declined"))

    rows = rows_of(run)

    assert [row.no_admin for row in rows] == [("finance",)]  # retail's admin, and the default's, are invited
    told = "contoso/finance has no admin, and nobody is invited as one (reconciler explain D-08).\n"
    assert told in "".join(status_text(rows, Look(width=200)))
    assert max(map(len, "".join(status_text(rows, Look(width=60))).splitlines())) <= 60
    assert json.loads("".join(status_json(rows)))["customers"][0]["no_admin"] == ["finance"]
    assert "".join(status_csv(rows)).splitlines()[1].endswith(",no,finance")


def test_a_membership_that_ends_is_told_of_until_it_has_ended(tmp_path: Path) -> None:
    run = Run(tmp_path, CUSTOMER.replace("ana@contoso.com,", "{person: ana@contoso.com, until: 2026-06-20},"))
    run.apply()
    run.record(("finance", "ana@contoso.com", "accepted"))

    told = {day: rows_of(run, on=date(2026, 6, day))[0].ending for day in (5, 6, 20, 21)}

    assert told == {5: 0, 6: 1, 20: 1, 21: 0}


def test_d_15_an_invitation_is_open_no_longer_than_its_person_would_stay(tmp_path: Path) -> None:
    """And the first plan after the last day takes it back: every reader says the same."""
    last = date(2026, 6, 10)
    run = Run(tmp_path, CUSTOMER.replace("ana@contoso.com,", f"{{person: ana@contoso.com, until: {last}}},"))
    run.apply()

    told = {}
    for day in (3, 10, 11):
        row = rows_of(run, on=date(2026, 6, day))[0]
        told[day] = (row.open, row.past_end, row.expiring, row.needs_decision)
    with as_of(run.state, When(), world(JUNE)) as now:
        ana = next(row for row in invitations(now) if row.person == "ana@contoso.com")

    assert told == {3: (6, 0, 0, 0), 10: (6, 0, 1, 0), 11: (5, 1, 0, 0)}
    assert (ana.answer_by, ana.expires) == (last, date(2026, 6, 11))
    assert [f"{c.do} {c.who[0]}" for c in run.plan(on=date(2026, 6, 11))[0].changes] == ["revoke ana@contoso.com"]


def test_d_06_plan_status_and_the_list_count_the_same_decisions(tmp_path: Path) -> None:
    """An invitation that nobody answered is sent again by itself: nobody has to decide that before the last."""
    run = Run(tmp_path)
    run.apply()
    run.record(("finance", "ana@contoso.com", "declined"), ("finance", "kai@contoso.com", "accepted"))

    told = []
    for asked, day in enumerate((JUNE, date(2026, 7, 1), date(2026, 7, 31), date(2026, 8, 30), date(2026, 9, 29))):
        if asked in (1, 2):
            run.apply(on=day)
        with as_of(run.state, When(), world(day)) as now:
            listed = sum(1 for _ in invitations(now, needs_decision=True))
        planned = sum(x.count for x in run.plan(on=day)[0].listed if x.listing is Listing.NEEDS_DECISION)
        told.append((planned, rows_of(run, on=day)[0].needs_decision, listed))

    assert told == [(1, 1, 1), (1, 1, 1), (1, 1, 1), (5, 5, 5), (5, 5, 5)]


def test_who_comes_to_an_end_is_named_the_first_to_come_first(tmp_path: Path) -> None:
    days = "".join(f"      - {{person: p{n}@contoso.com, until: 2026-06-{10 + n}}}\n" for n in range(7))
    people = f"    members:\n      - lin@contoso.com\n{days}"
    run = Run(tmp_path, CUSTOMER.replace("    members: [lin@contoso.com]\n", people))
    run.apply()
    run.record(("retail", "p0@contoso.com", "accepted"), ("retail", "p1@contoso.com", "accepted"))

    rows = rows_of(run, on=date(2026, 6, 8))
    text = "".join(status_text(rows, Look(width=200)))
    unfolded = "".join(status_text(rows, Look(width=200), unfold=True))
    (told,) = json.loads("".join(status_json(rows)))["customers"]

    assert (
        "3 open invitations without an answer end within a week:\n  p2@contoso.com in contoso/retail, answer by" in text
    )
    assert "2 memberships end within two weeks:\n  p0@contoso.com in contoso/retail, until 2026-06-10\n" in text
    assert (told["expiring"], told["ending"]) == (3, 2)
    last = {"workspace": "retail", "person": "p1@contoso.com", "until": "2026-06-11"}
    assert (len(told["expiring_people"]), told["ending_people"][1]) == (3, last)
    later = rows_of(run, on=date(2026, 6, 28))
    assert "\n  and 1 more; -v shows all\n" in "".join(status_text(later, Look(width=200)))
    assert "-v shows" not in "".join(status_text(later, Look(width=200), unfold=True)) + unfolded


def test_open_cases_and_what_was_overdrawn_are_told(tmp_path: Path) -> None:
    run = Run(tmp_path)
    run.apply()
    row = replace(rows_of(run)[0], open_cases=2, overdrawn=("finance/engineer", "reactive"))

    told = "".join(status_text([row], Look(width=200)))

    assert "\nMore was used than there is of contoso/finance/engineer, contoso/reactive; talk to the CSAM.\n" in told
    assert told.endswith("\n2 cases are open.\n")
    kept = json.loads("".join(status_json([row])))["customers"][0]
    assert (kept["open_cases"], kept["overdrawn"]) == (2, ["finance/engineer", "reactive"])


def test_where_every_workspace_has_an_admin_nothing_is_said_of_them(tmp_path: Path) -> None:
    run = Run(tmp_path)
    run.apply()

    assert "admin" not in "".join(status_text(rows_of(run), Look(width=200)))
