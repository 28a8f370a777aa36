"""A request as a CSAM reads it: a sheet in Markdown, and a table."""

import csv
import io
from dataclasses import replace

from jsonschema import Draft202012Validator
from plans import DIGESTS, HEADING, accepted, customer_plan, invite, lines, person, remove

from reconciler.kinds.seat import Role
from reconciler.loading.schemas import schema
from reconciler.planning.changes import Action, Authority, Change
from reconciler.planning.request import Asked, Request
from reconciler.reporting.request_sheet import sheet_csv, sheet_markdown

CSAM = Asked(Authority.VENDOR, people=("avery@vendor.example",))
PLANT = {"name": "Plant Four", "purpose": "Machines on the shop floor", "default": False}
CREATE = Change(Action.CREATE_WORKSPACE, "plant", None, PLANT, "S-04", places=lines("contoso/contract.yaml", 26))
LOWERED = Change(Action.SET_ROLE, "erp", accepted(Role.ADMIN), accepted(), "D-08", (person("gil"),))
ARCHIVED = Change(Action.ARCHIVE_WORKSPACE, "old", {"status": "active"}, {"status": "archived"}, "D-17")


def request(*changes: Change) -> Request:
    return Request(CSAM, changes, names={"plant": "Plant Four"}, purposes={"plant": "Machines on the shop floor"})


def sheet(*changes: Change) -> str:
    plan = replace(customer_plan(), standing="services admin")
    return "".join(sheet_markdown(request(*changes), plan, HEADING, DIGESTS))


def test_a_new_workspace_is_asked_for_with_name_purpose_and_admin() -> None:
    text = sheet(CREATE, invite("plant", person("hedy"), role=Role.ADMIN))

    assert (
        "## `plant`\n\n"
        "A new workspace.\n\n"
        "- Name: `Plant Four`\n"
        "- Purpose: `Machines on the shop floor`\n"
        "- To be admin: `hedy@contoso.com`\n\n"
        "| what |"
    ) in text


def test_no_blank_line_is_doubled() -> None:
    assert "\n\n\n" not in sheet(CREATE, LOWERED, ARCHIVED, remove("erp", person("old")))


def test_what_is_dangerous_is_asked_for_first_and_names_its_workspace() -> None:
    text = sheet(CREATE, LOWERED, ARCHIVED)

    dangers, _, rest = text.partition("## `plant`")
    assert "## Look at these first" in dangers
    assert "| role | `gil@contoso.com` | `in erp: admin -> member` |" in dangers
    assert "| archive | `old` | `no longer declared; its members lose access, its cases stay` |" in dangers
    assert "gil@contoso.com" not in rest


def test_without_a_danger_there_is_no_word_of_one() -> None:
    assert "Look at" not in sheet(CREATE)


def test_the_table_has_the_name_of_the_workspace_beside_its_purpose() -> None:
    rows = list(csv.DictReader(io.StringIO("".join(sheet_csv(request(CREATE, LOWERED), customer_plan())))))

    for row in rows:
        Draft202012Validator(schema("request")).validate(row)
    assert [(row["workspace"], row["workspace_name"], row["purpose"]) for row in rows] == [
        ("plant", "Plant Four", "Machines on the shop floor"),
        ("erp", "", ""),
    ]
