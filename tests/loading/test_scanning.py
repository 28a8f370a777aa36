"""What a configuration is: its root, its files, whose they are, and its digest."""

import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from written_files import CONTOSO, FINANCE, HEAD, lines, written

from reconciler.errors import InputInvalid
from reconciler.findings import has_errors
from reconciler.kinds.limits import Limits, Outsiders
from reconciler.kinds.workspace import Manage
from reconciler.loading import yaml
from reconciler.loading.configuration import load, scan
from reconciler.loading.gathered import Gathered
from reconciler.loading.nodes import Fields
from reconciler.loading.settings import settings_above

FABRIKAM = FINANCE.replace("contoso", "fabrikam")


def test_the_root_is_the_nearest_reconciler_yaml_above(tmp_path: Path) -> None:
    root = written(tmp_path, {"reconciler.yaml": "version: 1\nname: all\n", "a/c.yaml": FINANCE, "b/f.yaml": FABRIKAM})

    below = scan(root / "b")

    assert below.root == root.resolve()
    assert below.settings.name == "all"
    assert below.customers == {"contoso": ("a/c.yaml",), "fabrikam": ("b/f.yaml",)}
    assert below.selected == {"fabrikam"}
    assert scan(root / "a" / "c.yaml").selected == {"contoso"}
    assert scan(root / "reconciler.yaml").selected == scan(root).selected == {"contoso", "fabrikam"}


def test_a_file_alone_belongs_to_its_directory(tmp_path: Path) -> None:
    root = written(tmp_path, {"c.yaml": FINANCE, "f.yaml": FABRIKAM})

    configuration = scan(root / "c.yaml")

    assert configuration.root == root.resolve()
    assert configuration.selected == {"contoso"}
    assert set(configuration.customers) == {"contoso", "fabrikam"}


def test_hidden_files_are_no_part_of_it_and_other_configurations_are_left_out_aloud(tmp_path: Path) -> None:
    files = {"c.yaml": FINANCE, ".ci/run.yaml": "- a\n", ".hidden.yaml": "- a\n"}
    nested = {"other/reconciler.yaml": "version: 1\n", "other/f.yaml": FABRIKAM}

    configuration = scan(written(tmp_path, {**files, **nested}))

    assert set(configuration.customers) == {"contoso"}
    assert lines(configuration.findings) == ["warning other-configuration other:1:1"]


@pytest.mark.parametrize(
    ("folders", "said"),
    [(["one"], "is no configuration, and holds one: one$"), (["one", "two"], "holds several configurations: one, two")],
)
def test_a_directory_of_configurations_asks_which_one(folders: list[str], said: str, tmp_path: Path) -> None:
    files = {f"{folder}/reconciler.yaml": "version: 1\n" for folder in folders}
    root = written(tmp_path, {**files, "one/c.yaml": FINANCE})

    with pytest.raises(InputInvalid, match=said) as refused:
        scan(root)
    assert refused.value.remedy.endswith("one")


def test_nothing_and_nowhere_are_said(tmp_path: Path) -> None:
    with pytest.raises(InputInvalid, match="declares no customer"):
        scan(tmp_path)
    with pytest.raises(InputInvalid, match="does not exist"):
        scan(tmp_path / "nowhere")


def test_the_digest_is_of_names_and_contents_and_not_of_where_it_lies(tmp_path: Path) -> None:
    files = {"c.yaml": FINANCE, "rosters/r.csv": "person\n"}
    first = scan(written(tmp_path / "1", files)).digest

    assert scan(written(tmp_path / "2", files)).digest == first
    assert scan(written(tmp_path / "3", {**files, "rosters/r.csv": "person\na@contoso.com\n"})).digest != first
    assert scan(written(tmp_path / "4", {"d.yaml": FINANCE, "rosters/r.csv": "person\n"})).digest != first


def test_a_file_of_several_customers_is_read_for_each(tmp_path: Path) -> None:
    configuration = scan(written(tmp_path, {"all.yaml": f"{FINANCE}---\n{FABRIKAM}"}))

    assert set(configuration.customers) == {"contoso", "fabrikam"}
    for customer in configuration.customers:
        read = load(configuration, customer)
        assert list(read.estate.seats) == ["finance"]
        assert not read.findings


def test_a_fault_of_syntax_stops_every_customer_of_the_file_and_no_other(tmp_path: Path) -> None:
    files = {"all.yaml": f"{FINANCE}---\n{FABRIKAM}name: [\n", "n.yaml": FINANCE.replace("contoso", "northwind")}

    configuration = scan(written(tmp_path, files))

    broken = {customer for customer in configuration.customers if has_errors(load(configuration, customer).findings)}
    assert not configuration.findings
    assert broken == {"contoso", "fabrikam"}


def test_what_is_read_again_and_changed_since_it_was_hashed_stops_the_run(tmp_path: Path) -> None:
    root = written(tmp_path, {"c.yaml": FINANCE + "    members_from: [r.csv]\n", "r.csv": "person\na@contoso.com\n"})
    configuration = scan(root)._replace(kept={})

    written(root, {"r.csv": "person\n"})
    with pytest.raises(InputInvalid, match=r"r\.csv changed"):
        load(configuration, CONTOSO)
    os.remove(root / "c.yaml")
    with pytest.raises(InputInvalid, match=r"c\.yaml cannot be read any more"):
        load(configuration, CONTOSO)


def test_small_files_are_taken_as_they_were_hashed(tmp_path: Path) -> None:
    root = written(tmp_path, {"c.yaml": FINANCE + "    members_from: [r.csv]\n", "r.csv": "person\na@contoso.com\n"})
    configuration = scan(root)

    written(root, {"r.csv": "person\n", "c.yaml": ""})

    (people,) = load(configuration, CONTOSO).estate.seats.values()
    assert set(people) == {"a@contoso.com", "kai@contoso.com"}


def test_rosters_lie_beneath_the_file_that_names_them(tmp_path: Path) -> None:
    files = {
        "reconciler.yaml": "version: 1\n",
        "contoso/c.yaml": FINANCE + "    members_from: [rosters/r.csv]\n",
        "contoso/rosters/r.csv": "person\nana@contoso.com\n",
    }

    read = load(scan(written(tmp_path, files)), CONTOSO)

    assert str(read.places.seat("finance", "ana@contoso.com")) == "contoso/rosters/r.csv:2:1"


def test_settings_hold_where_a_customer_says_nothing_else(tmp_path: Path) -> None:
    settings = (
        "version: 1\nname: c\nstate: {url: hub.db, lineage: abc}\nlimits: {removals: {floor: 3}, min_admins: 2}\n"
        "defaults: {attempts: 5, outsiders: allow, manage: observe, language: de}\n"
    )
    root = written(tmp_path, {"reconciler.yaml": settings, "c.yaml": FINANCE + "limits: {min_admins: 1}\n"})

    estate = load(scan(root), CONTOSO).estate

    assert estate.limits == Limits(3, 5.0, 1)
    assert (estate.terms.attempts, estate.terms.outsiders) == (5, Outsiders.ALLOW)
    assert estate.workspaces[next(iter(estate.workspaces))].manage_members is Manage.OBSERVE
    assert settings_above(root / "c.yaml")[1].state_url == "hub.db"
    assert settings_above(root / "c.yaml")[1].lineage == "abc"


def test_settings_that_cannot_be_read_stop_whoever_asks_for_them(tmp_path: Path) -> None:
    root = written(tmp_path, {"reconciler.yaml": "version: 1\nlimit: {}\n", "c.yaml": FINANCE})

    assert lines(scan(root).findings) == ["error unknown-field reconciler.yaml:2:1"]
    with pytest.raises(InputInvalid, match=r"reconciler[.]yaml cannot be used") as refused:
        settings_above(root)
    assert lines(refused.value.findings) == ["error unknown-field reconciler.yaml:2:1"]  # type: ignore[arg-type]


pieces = st.sampled_from(
    [
        *("customer: contoso\n", "customer: fabrikam # ours\n", "customer:  contoso\r\n", '"customer": fabrikam\n'),
        *("customer: [x]\n", " customer: contoso\n", "# customer: contoso\n", "customer: Contoso\n", "customers: x\n"),
        *("{customer: contoso}\n", "version: 1\n", "name: x\n", "name: 'x\n", "'\n", "\n", "- a\n", "'", "|\n", "? "),
        *("---\n", "--- # next\n", "--- ", "...\n", "\ufeff"),
    ]
)


@given(text=st.lists(pieces, max_size=8).map("".join))
@example(text="'\ncustomer: contoso\n'\n")
@example(text="version: 1\nname: 'x\ncustomer: contoso\n'\n")
def test_no_document_is_ever_passed_over_in_silence(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    root = written(tmp_path_factory.mktemp("c"), {"a.yaml": text, "b.yaml": HEAD.replace("contoso", "northwind")})

    configuration = scan(root)

    findings = list(configuration.findings)
    for customer in configuration.customers:
        findings += load(configuration, customer).findings
    documents = yaml.read(text.encode(), "a.yaml", Gathered())
    whose = {str(d.content.get("customer")) if isinstance(d.content, Fields) else "" for d in documents}
    if not has_errors(findings):
        assert whose == {c for c, files in configuration.customers.items() if "a.yaml" in files}


def test_a_customer_hidden_in_a_text_is_told_to_the_one_that_was_seen(tmp_path: Path) -> None:
    text = "version: 1\n\"customer\": fabrikam\nname: 'x\ncustomer: contoso\n'\n"

    read = load(scan(written(tmp_path, {"a.yaml": text, "b.yaml": HEAD + "name: C\n"})), CONTOSO)

    assert "no-customer" in {f.rule for f in read.findings}


def test_a_customer_may_ask_for_fewer_mails_a_day_and_not_for_more(tmp_path: Path) -> None:
    head = "version: 1\ndefaults: {invitations_per_day: 500}\n"
    for wanted, most in ((200, 200), (9000, 500)):
        root = written(
            tmp_path / str(wanted),
            {"reconciler.yaml": head, "c.yaml": FINANCE + f"terms: {{invitations_per_day: {wanted}}}\n"},
        )
        assert load(scan(root), CONTOSO).estate.terms.invitations_per_day == most
