"""D-20: the same configuration, state and day make the same plan, in whatever order things are written down."""

import csv
import io
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reconciler.planning.plan import CustomerPlan, Digests
from reconciler.workflows.plan import PlanRequest, plan
from reconciler.workflows.world import of_environment

DAY = date(2026, 6, 1)
ADMIN = "kai@contoso.com"
people = st.sampled_from([f"{name}@contoso.com" for name in ("ana", "ben", "eva", "ida", "jo", "lin", "mia", "noa")])
workspaces = st.dictionaries(
    st.sampled_from(("default", "emea", "finance", "retail")),
    st.dictionaries(people, st.sampled_from(("admin", "member")), max_size=6),
    min_size=1,
)
a_few = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def written(folder: Path, customer: str, declared: dict[str, dict[str, str]], chance: Random) -> None:
    """The customer in as many files as chance will have it, keys and rows in its order."""
    contract = {"support": "unified", "starts": "2026-01-01", "ends": "2026-12-31", "services_admins": [ADMIN]}
    sections: list[dict[str, Any]] = [{"contracts": {"u26": shuffled(contract, chance)}}, {"name": "Contoso Ltd"}]
    for workspace, roles in declared.items():
        rows = list(roles.items())
        chance.shuffle(rows)
        admins, listed = [ADMIN], [p for p, role in rows if role == "member"]
        fields: dict[str, Any] = {"admins": admins + [p for p, role in rows if role == "admin"], "purpose": workspace}
        if listed and chance.random() < 0.5:
            fields["members"] = listed
        elif listed:
            fields["members_from"] = [f"{customer}-{workspace}.csv"]
            roster(folder / f"{customer}-{workspace}.csv", listed, chance)
        sections.append({"workspaces": {workspace: shuffled(fields, chance)}})
    chance.shuffle(sections)
    for number, fragment in enumerate(fragments(sections, chance)):
        document = shuffled({"version": 1, "customer": customer, **fragment}, chance)
        (folder / f"{chance.randrange(10**6)}-{customer}-{number}.yaml").write_text(
            yaml.safe_dump(document, sort_keys=False)
        )


def fragments(sections: list[dict[str, Any]], chance: Random) -> list[dict[str, Any]]:
    """Neighbours share a file or not; the workspaces of one file share their section."""
    files: list[dict[str, Any]] = [{}]
    for section in sections:
        (name, value) = next(iter(section.items()))
        if chance.random() < 0.4:
            files.append({})
        files[-1][name] = {**files[-1].get(name, {}), **value} if isinstance(value, dict) else value
    return [file for file in files if file]


def shuffled(mapping: dict[str, Any], chance: Random) -> dict[str, Any]:
    items = list(mapping.items())
    chance.shuffle(items)
    return dict(items)


def roster(file: Path, listed: list[str], chance: Random) -> None:
    columns = shuffled({"person": "", "name": "", "role": "member"}, chance)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([{**columns, "person": person}[c] for c in columns] for person in listed)
    file.write_text(out.getvalue())


def planned(folder: Path) -> tuple[Digests, list[CustomerPlan]]:
    world = of_environment({"RECONCILER_NOW": "2026-06-01T09:00:00Z", "RECONCILER_SEED": "1"})
    with plan(PlanRequest(folder, on=DAY), world) as made:
        return made.digests, list(made.customers())


@a_few
@given(workspaces, st.integers(), st.integers())
def test_the_order_of_files_keys_and_rows_changes_nothing(
    declared: dict[str, dict[str, str]], one: int, other: int
) -> None:
    with TemporaryDirectory() as first, TemporaryDirectory() as second:
        for folder, seed in ((first, one), (second, other)):
            (Path(folder) / "reconciler.yaml").write_text("version: 1\nname: fleet\n")
            written(Path(folder), "contoso", declared, Random(seed))

        (digests, customers), (again, same) = planned(Path(first)), planned(Path(second))

        assert customers[0].changes
        assert digests.changes == again.changes
        assert [(c.do, c.at, c.who, c.now, c.rule) for c in customers[0].changes] == [
            (c.do, c.at, c.who, c.now, c.rule) for c in same[0].changes
        ]


@a_few
@given(workspaces, workspaces, st.integers())
def test_an_unrelated_customer_changes_nothing(
    ours: dict[str, dict[str, str]], theirs: dict[str, dict[str, str]], seed: int
) -> None:
    with TemporaryDirectory() as folder:
        (Path(folder) / "reconciler.yaml").write_text("version: 1\nname: fleet\n")
        written(Path(folder), "contoso", ours, Random(seed))
        _, alone = planned(Path(folder))
        written(Path(folder), "fabrikam", theirs, Random(seed))
        _, together = planned(Path(folder))

        assert [c.customer for c in together] == ["contoso", "fabrikam"]
        assert together[0] == alone[0]
