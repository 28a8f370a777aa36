"""What is wrong in one section of the files hides nothing that is wrong in another, and nothing is accused of missing
only because it could not be read."""

from itertools import combinations
from pathlib import Path

import pytest

from reconciler.findings import Finding, Severity
from reconciler.workflows.validate import validate
from reconciler.workflows.world import of_environment

HEAD = "version: 1\ncustomer: contoso\n"
UNIFIED = "support: unified, services_admins: [mia@contoso.com]"
RIGHT = {
    "contracts.yaml": HEAD
    + f"contracts:\n  u26: {{starts: 2026-01-01, ends: 2026-12-31, {UNIFIED},\n"
    + "    benefits: {hours: {kind: addon, quantity: 10, unit: hours}}}\n",
    "workspaces.yaml": HEAD
    + "workspaces:\n"
    + "  finance: {admins: [kai@contoso.com], members_from: [finance.csv], benefits: {hours: 10}}\n"
    + "  retail: {admins: [kai@contoso.com]}\n",
    "finance.csv": "person\nana@contoso.com\n",
    "people.yaml": HEAD + "people:\n  ana@contoso.com: {also: [ana@old.contoso.com]}\n  ben@contoso.com: {name: Ben}\n",
    "assertions.yaml": HEAD + "assertions:\n  - at_most: {members: 500, in: finance}\n",
}
Fault = tuple[str, str, str]
"""A file, what stands there, and what a mistake makes of it."""

OF_THE_DOMAIN: dict[str, Fault] = {
    "days in the wrong order": ("contracts.yaml", "2026-12-31", "2025-12-31"),
    "overlapping contracts": (
        "contracts.yaml",
        "contracts:\n",
        f"contracts:\n  p26: {{starts: 2026-06-01, ends: 2027-05-31, {UNIFIED},\n"
        "    benefits: {hours: {kind: addon, quantity: 10, unit: hours}}}\n",
    ),
    "a renewal of nothing": ("contracts.yaml", "  u26: {", "  u26: {renews: u25, "),
    "more than was bought": ("workspaces.yaml", "hours: 10", "hours: 11"),
    "something that was not bought": ("workspaces.yaml", "hours: 10", "ours: 10, hours: 10"),
    "circular renames": ("workspaces.yaml", "{admins", "{was: retail, admins"),
    "archived and restored": ("workspaces.yaml", "retail: {", "retail: {status: archived, restore: true, "),
}
OF_READING: dict[str, Fault] = {
    "an alias of two": ("people.yaml", "{name: Ben}", "{also: [ana@old.contoso.com]}"),
    "an alias that is a person": ("people.yaml", "{name: Ben}", "{also: [ana@contoso.com]}"),
    "an unknown field of a person": ("people.yaml", "{name: Ben}", "{nmae: Ben}"),
    "a person who is no address": ("people.yaml", "ben@contoso.com", "ben"),
    "an assertion about no workspace": ("assertions.yaml", "in: finance", "in: finanse"),
    "an assertion that counts nothing": ("assertions.yaml", "members: 500, ", ""),
    "an admin who is no address": ("workspaces.yaml", "[kai@contoso.com]}", "[kai]}"),
    "a row that is no address": ("finance.csv", "ana@contoso.com", "ana"),
    "a roster that is not there": ("workspaces.yaml", "[finance.csv]", "[finanse.csv]"),
    "the same person twice": ("workspaces.yaml", "members_from", "members: [ana@contoso.com], members_from"),
}


def wrong(folder: Path, *faults: Fault) -> set[tuple[str, str]]:
    folder.mkdir()
    (folder / "reconciler.yaml").write_text("version: 1\nname: tests\n", encoding="utf-8")
    texts = dict(RIGHT)
    for file, right, mistaken in faults:
        texts[file] = texts[file].replace(right, mistaken)
    for file, text in texts.items():
        (folder / file).write_text(text, encoding="utf-8")
    return {told(finding) for finding in validate(folder, of_environment({})).findings if is_error(finding)}


def is_error(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR


def told(finding: Finding) -> tuple[str, str]:
    return finding.rule, finding.summary


def test_the_configuration_without_a_mistake_has_none(tmp_path: Path) -> None:
    assert not wrong(tmp_path / "right")


@pytest.mark.parametrize("reading", OF_READING)
@pytest.mark.parametrize("domain", OF_THE_DOMAIN)
def test_both_mistakes_are_told_and_no_third(domain: str, reading: str, tmp_path: Path) -> None:
    first = wrong(tmp_path / "domain", OF_THE_DOMAIN[domain])
    second = wrong(tmp_path / "reading", OF_READING[reading])

    assert first
    assert second
    assert wrong(tmp_path / "both", OF_THE_DOMAIN[domain], OF_READING[reading]) == first | second


@pytest.mark.parametrize(("one", "other"), list(combinations(OF_READING, 2)))
def test_two_mistakes_of_reading_do_not_make_a_third(one: str, other: str, tmp_path: Path) -> None:
    first, second = OF_READING[one], OF_READING[other]

    assert wrong(tmp_path / "both", first, second) <= wrong(tmp_path / "one", first) | wrong(tmp_path / "other", second)


def test_all_that_a_customer_can_say_wrongly_is_told_in_one_run(tmp_path: Path) -> None:
    domain = ("overlapping contracts", "more than was bought", "circular renames", "archived and restored")
    reading = ("an alias of two", "an assertion about no workspace")
    faults = [OF_THE_DOMAIN[name] for name in domain] + [OF_READING[name] for name in reading]

    rules = {rule for rule, _ in wrong(tmp_path / "all", *faults)}

    assert rules == {"D-01", "D-03", "D-12", "D-17", "declared-twice", "unknown-workspace"}
