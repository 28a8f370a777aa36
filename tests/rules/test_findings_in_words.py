"""Every finding of a rule, whole, for a reader to look through: its words, its place, and what else it points at."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from finding_scenes import BY_FILES, BY_STATE
from goldens import Golden
from page_played import BY_PLAN, BY_VALIDATE
from page_scenes import configuration, planned

from reconciler.findings import Finding, Severity
from reconciler.planning.plan import CustomerPlan, Listed, Listing
from reconciler.rules import pages
from reconciler.rules.predicted_accounts import consumer_domains_as_of
from reconciler.workflows.validate import validate
from reconciler.workflows.world import of_environment

CORPUS = Path(__file__).parents[1] / "corpus" / "rules"
IN_CASES = {e.parent.name: set(re.findall(r" ([SD]-\d\d) ", e.read_text())) for e in sorted(CORPUS.glob("*/expected"))}
TELLING = {str(word) for word in (*Severity, *Listing)}
PLANNED = {
    (rule, side): scene
    for rule, scene in BY_PLAN.items()
    for side, told in (("wrong", scene.wrong), ("right", scene.right))
    if any(line.split()[0] == rule and line.split()[1] in TELLING for line in told)
}
RULES = sorted({*BY_VALIDATE, *BY_FILES, *BY_STATE, *(rule for rule, _ in PLANNED)}.union(*IN_CASES.values()))


def block_of(rule: str, side: str) -> str:
    page = pages.page(rule)
    assert page is not None
    return page.wrong if side == "wrong" else page.right


def finding_said(finding: Finding) -> Iterator[str]:
    yield f"  {finding.severity}, {finding.place or 'nowhere'}: {finding.summary}"
    yield from (f"    {line}" for text in (finding.explanation, finding.remedy) for line in text.splitlines())
    if finding.also:
        yield f"    also {', '.join(map(str, finding.also))}"


def listed_said(line: Listed) -> Iterator[str]:
    action = f" to {line.action}" if line.action else ""
    until = f" until {line.until}" if line.until else ""
    yield f"  {line.listing}{action} {' '.join([line.at, *line.who])}{until}: {line.why}"


def by_files(rule: str, folder: Path) -> Iterator[tuple[str, Path]]:
    """What ``validate`` reads of a rule: the wrong side of its page, spellings of the corpus, and files from here."""
    if rule in BY_VALIDATE:
        yield "its page", configuration(folder / "page", block_of(rule, "wrong"))
    for name, document in BY_FILES.get(rule, {}).items():
        yield name, configuration(folder / name.replace(" ", "-"), document)
    yield from ((case, CORPUS / case) for case, rules in IN_CASES.items() if rule in rules)


def by_state(rule: str, folder: Path) -> Iterator[tuple[str, CustomerPlan]]:
    """What a plan says of a rule, with what stands in the state already."""
    for (of, side), scene in PLANNED.items():
        if of == rule:
            (folder / side).mkdir()
            yield f"its page, {side}", planned(scene, block_of(rule, side), folder / side)
    for name, (scene, document) in BY_STATE.get(rule, {}).items():
        at = folder / name.replace(" ", "-")
        at.mkdir()
        yield name, planned(scene, document, at)


def said(rule: str, folder: Path) -> Iterator[str]:
    for name, path in by_files(rule, folder):
        yield f"{name}:"
        found = [f for f in validate(path, of_environment({})).findings if f.rule in {rule, *BY_VALIDATE.get(rule, ())}]
        yield from (line for each in found for line in finding_said(each)) if found else ("  nothing",)
    for name, plan in by_state(rule, folder):
        yield f"{name}, planned:"
        yield from (line for each in plan.findings if each.rule == rule for line in finding_said(each))
        yield from (line for each in plan.listed if each.rule == rule for line in listed_said(each))


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_says_what_is_wrong_where_it_is_and_what_to_do(rule: str, tmp_path: Path, golden: Golden) -> None:
    told = "\n".join(said(rule, tmp_path)) + "\n"

    golden(f"rules/{rule}.txt", told.replace(f"{consumer_domains_as_of()}", "DAY"))
