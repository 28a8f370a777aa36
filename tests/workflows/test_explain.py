"""``explain`` knows every rule, guard and code, and what it shows of a guard is what the guard says."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import reconciler
from reconciler.kinds.address import PersonKey
from reconciler.kinds.desired import Desired
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.limits import Limits
from reconciler.kinds.seat import Role, Seat, SeatState
from reconciler.kinds.source import Source
from reconciler.kinds.workspace import Workspace, WorkspaceId
from reconciler.loading.codes import CODES
from reconciler.planning.changes import Action, Change
from reconciler.planning.guards import probable_rename, shrunken_source, vanished
from reconciler.planning.guards.book import GUARDS
from reconciler.planning.guards.last_admin import last_admin
from reconciler.planning.guards.proposal import Proposal
from reconciler.planning.guards.removals import removals
from reconciler.planning.shrunken import Shrunken
from reconciler.planning.succession import Handover
from reconciler.rules import pages
from reconciler.workflows.explain import explain, identifiers

JULY = date(2026, 7, 1)
RETAIL = WorkspaceId("retail")
AZURE = WorkspaceId("azure")
MEMBER = Seat(SeatState.MEMBER, Role.MEMBER, generation=1)
GONE = Seat(SeatState.REMOVED, Role.MEMBER, generation=1)


def contoso(members: int) -> Estate:
    people = {PersonKey(f"person{n}@contoso.com"): MEMBER for n in range(members)}
    return Estate(
        CustomerId("contoso"),
        workspaces={RETAIL: Workspace()},
        seats={RETAIL: people},
        sources={RETAIL: Source("retail.yaml")},
    )


def shown(guard: str) -> str:
    page = explain(guard)
    assert page is not None
    return page.wrong


def test_everything_that_is_listed_is_explained() -> None:
    assert set(identifiers()) >= {*pages.identifiers(), *GUARDS, *CODES}
    assert all((page := explain(each)) and page.title and page.why for each in identifiers())


def test_every_finding_that_the_code_makes_is_explained() -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in Path(reconciler.__file__).parent.rglob("*.py"))
    made = set(re.findall(r"\b(?:Finding|finding)\(\s*\"([\w-]+)\"", code))

    assert {"S-11", "another-configuration", "answer-row"} <= made
    assert {each for each in made if explain(each) is None} == set()


def test_nothing_is_listed_twice() -> None:
    assert len(identifiers()) == len(set(identifiers()))


@pytest.mark.parametrize("typed", ["S-11", "s-11", " s-11 "])
def test_an_id_is_found_in_whatever_case_it_is_typed(typed: str) -> None:
    assert explain(typed) == pages.page("S-11")


@pytest.mark.parametrize("typed", ["", "S-99", "S 11", "../book", "removal"])
def test_nothing_is_guessed(typed: str) -> None:
    assert explain(typed) is None


def test_the_page_of_removals_shows_what_the_guard_says() -> None:
    leaving = tuple(PersonKey(f"person{n}@contoso.com") for n in range(1413))
    change = Change(Action.REMOVE, RETAIL, MEMBER, GONE, "D-14", leaving)

    verdict = removals([change], contoso(3904), JULY, Limits())

    assert shown("removals") == f"stopped by guard removals: {verdict.what}"


def test_the_page_of_last_admin_shows_what_the_guard_says() -> None:
    handover = Handover(WorkspaceId("default"), accepted=1, left=1, held=(PersonKey("mia@contoso.com"),))

    assert shown("last_admin") == f"stopped by guard last_admin: {last_admin([handover], Limits()).what}"


def test_the_page_of_vanished_shows_what_the_guard_says() -> None:
    archived = Change(Action.ARCHIVE_WORKSPACE, RETAIL, {"status": "active"}, {"status": "archived"}, "D-17")
    current = contoso(3)

    desired = Desired(Estate(CustomerId("contoso")), None)
    verdict = vanished.judge(Proposal([archived], desired, current, JULY, files=["contract.yaml"]))

    assert shown("vanished") == f"stopped by guard vanished: {verdict.what}"


def test_the_page_of_probable_rename_shows_what_the_guard_says() -> None:
    current, new = contoso(5), WorkspaceId("azure-platform")
    current = replace(current, workspaces={AZURE: Workspace()}, seats={AZURE: current.seats_in(RETAIL)})
    archived = Change(Action.ARCHIVE_WORKSPACE, AZURE, {"status": "active"}, {"status": "archived"}, "D-17")
    created = Change(Action.CREATE_WORKSPACE, new, None, {}, "S-04")
    invited = Change(Action.INVITE, new, None, MEMBER, "S-07", tuple(current.seats_in(AZURE)))

    desired = Desired(Estate(CustomerId("contoso")), None)
    verdict = probable_rename.judge(Proposal([created, invited, archived], desired, current, JULY))

    assert shown("probable_rename") == f"stopped by guard probable_rename: {verdict.what}"


def test_the_page_of_shrunken_source_shows_what_the_guard_says() -> None:
    roster = Shrunken(WorkspaceId("emea"), ("rosters/emea.csv",), had=2310, has=1100, limit=231, held=1204)

    desired = Desired(Estate(CustomerId("contoso")), None)
    verdict = shrunken_source.judge(Proposal([], desired, contoso(3), JULY, shrunken=[roster]))

    assert shown("shrunken_source") == f"held by guard shrunken_source: {verdict.what}"
