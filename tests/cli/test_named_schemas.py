"""Whatever writes a configuration names the schema of each file by a path at which there is one."""

from pathlib import Path

import pytest
from import_scenes import TERMS

from reconciler.cli.main import run

NAMED = "# yaml-language-server: $schema="


def schemas_named(root: Path) -> dict[str, str]:
    """The first line of each file, as a path from the root: every one of them is there."""
    found = {}
    for file in root.rglob("*.yaml"):
        first = file.read_text().partition("\n")[0]
        if first.startswith(NAMED):
            schema = (file.parent / first.removeprefix(NAMED)).resolve(strict=True)
            found[str(file.relative_to(root))] = str(schema.relative_to(root.resolve()))
    return found


CUSTOMER, HEAD = ".vscode/customer.schema.json", ".vscode/reconciler.schema.json"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("people.csv").write_text("customer,workspace,person,role\ncontoso,finance,ana@contoso.com,admin\n")
    Path("mails.csv").write_text("mail\nlin@contoso.com\n")


def test_an_import_of_many_customers() -> None:
    assert run(["import", "roster", "people.csv", "--out", "hub", *TERMS]) == 0

    assert schemas_named(Path("hub")) == {"reconciler.yaml": HEAD, "contoso/customer.yaml": CUSTOMER}


def test_an_import_into_a_new_customer_and_then_into_a_new_workspace() -> None:
    into = ["import", "roster", "mails.csv", "--customer", "contoso", "--admin", "kai@contoso.com"]
    terms = ["--support", "unified", "--starts", "2026-01-01", "--ends", "2026-12-31"]

    assert run([*into, "--workspace", "finance", *terms]) == 0
    assert run([*into, "--workspace", "retail"]) == 0

    files = {"reconciler.yaml": HEAD, "contoso/customer.yaml": CUSTOMER, "contoso/retail.yaml": CUSTOMER}
    assert schemas_named(Path()) == files


def test_a_configuration_without_schemas_beside_it_gets_none_with_a_workspace() -> None:
    test_an_import_into_a_new_customer_and_then_into_a_new_workspace()
    Path(CUSTOMER).unlink()
    into = ["import", "roster", "mails.csv", "--customer", "contoso", "--admin", "kai@contoso.com"]

    assert run([*into, "--workspace", "tills"]) == 0

    assert Path("contoso/tills.yaml").read_text().startswith("version: 1\n")
    assert not Path(CUSTOMER).exists()


def test_a_dump(capsys: pytest.CaptureFixture[str]) -> None:
    test_an_import_of_many_customers()
    state = ["--state", "hub.db"]
    assert run(["apply", "hub", "--auto-approve", "--date", "2026-06-01", *state]) == 0

    assert run(["dump", "--out", "again", *state]) == 0
    capsys.readouterr()
    assert run(["dump", *state]) == 0

    assert schemas_named(Path("again")) == schemas_named(Path("hub"))
    assert capsys.readouterr().out.startswith("version: 1\n")
