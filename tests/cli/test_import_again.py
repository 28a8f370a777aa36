"""What an import remembers for the next one, and what it leaves to whoever types it."""

import csv
import json
from pathlib import Path

import pytest
from commands_run import CONTOSO, configured
from exported import INTO, files, imported
from jsonschema import Draft202012Validator

from reconciler.cli.main import run
from reconciler.loading import schemas


def test_a_mapping_is_remembered_beside_the_roster(tmp_path: Path) -> None:
    text = "Kontakt,Status\nlin@contoso.com,Vollzeit\n"
    refused = imported(configured(tmp_path), "roster", text)
    ran = imported(tmp_path, "roster", text, "--map", "mail=Kontakt", "--map", "status=")
    before = files(tmp_path)
    again = imported(tmp_path, "roster", text)

    assert (refused.code, ran.code, again.code) == (3, 0, 0)
    assert json.loads(before["rosters/finance.import.json"]) == {
        "version": 1,
        "columns": {"mail": "Kontakt", "status": ""},
    }
    Draft202012Validator(schemas.schema("import")).validate(json.loads(before["rosters/finance.import.json"]))
    assert again.err.endswith("Nothing to change.\n")
    assert files(tmp_path) == before


def test_a_remembered_heading_that_an_export_does_not_have_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(configured(tmp_path))
    (tmp_path / "rosters").mkdir()
    memory = tmp_path / "rosters/finance.import.json"
    memory.write_text('{"version": 1, "columns": {"mail": "Kontakt"}}')
    (tmp_path / "export.csv").write_text("mail\nlin@contoso.com\n")

    assert run(["import", "roster", "export.csv", *INTO]) == 0
    memory.write_text('{"version": 1}')
    assert run(["import", "roster", "export.csv", *INTO]) == 3
    assert "finance.import.json is not what an import remembers" in capsys.readouterr().err


def test_a_workspace_that_cannot_be_edited_is_told_with_what_to_type_and_then_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = CONTOSO.replace(
        "    members:\n      - ana@contoso.com\n", "    purpose: |\n      odd\n    members_from: [a.csv]\n"
    )
    monkeypatch.chdir(configured(tmp_path, odd))
    (tmp_path / "a.csv").write_text("person\nana@contoso.com\n")
    (tmp_path / "export.csv").write_text("mail\nlin@contoso.com\n")
    into = [*INTO, "--roster", "rosters/finance.csv"]

    assert run(["import", "roster", "export.csv", *into]) == 3
    assert "members_from: [a.csv, rosters/finance.csv]" in capsys.readouterr().err
    (tmp_path / "contoso.yaml").write_text(odd.replace("a.csv]", "a.csv, rosters/finance.csv]"))
    assert run(["import", "roster", "export.csv", *into]) == 0
    assert (tmp_path / "rosters/finance.csv").read_text() == "person\nlin@contoso.com\n"


def test_whose_main_address_would_be_a_formula_comes_in_by_the_one_in_the_export(tmp_path: Path) -> None:
    people = 'people:\n  "+lin@contoso.com": {also: [lin@contoso.com]}\n'
    configured(tmp_path, f"{CONTOSO}{people}")

    ran = imported(tmp_path, "roster", "mail\nlin@contoso.com\nzoe@contoso.com\n")
    before = files(tmp_path)
    again = imported(tmp_path, "roster", "mail\nlin@contoso.com\nzoe@contoso.com\n")

    assert ran.code == 0, ran.err
    assert (tmp_path / "rosters/finance.csv").read_text() == "person\nlin@contoso.com\nzoe@contoso.com\n"
    assert (again.code, files(tmp_path)) == (0, before)


def test_cells_with_commas_and_quotes_come_out_as_they_went_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(configured(tmp_path))
    (tmp_path / "export.csv").write_text('mail;name\nlin@contoso.com;Wu, Lin\nzoe@contoso.com;"Zoe ""Z"" Brandt"\n')

    assert run(["import", "roster", "export.csv", *INTO]) == 0

    with (tmp_path / "rosters/finance.csv").open(newline="") as roster:
        assert list(csv.reader(roster)) == [
            ["person", "name"],
            ["lin@contoso.com", "Wu, Lin"],
            ["zoe@contoso.com", 'Zoe "Z" Brandt'],
        ]
