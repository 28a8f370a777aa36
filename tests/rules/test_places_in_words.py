"""Where it is written what a plan changes, for each side of each page that a plan is judged by."""

from collections.abc import Iterator
from pathlib import Path

from finding_scenes import AZURE, IDA, NEXT_YEAR, workspace, workspaces
from goldens import Golden
from page_played import BY_PLAN
from page_scenes import CONTRACT, Scene, planned

from reconciler.findings import places_in
from reconciler.planning.plan import CustomerPlan
from reconciler.rules import pages

BESIDES = {
    "an assertion": (
        Scene({}, {}, before=AZURE),
        AZURE + "assertions:\n  - never: {sees: azure, person: a@contoso.com}\n",
    ),
    "the contract is over": (Scene({}, {}, before=CONTRACT, answers={"ben@contoso.com": ""}, on=NEXT_YEAR), CONTRACT),
    "the first day": (Scene({}, {}), CONTRACT + workspaces(workspace("azure", IDA), "  head: {default: true}\n")),
    "a person": (Scene({}, {}, before=AZURE), AZURE + "people:\n  kai@contoso.com: {name: Kai Berg}\n"),
}
"""What no page brings: a document, planned after what has happened."""


def places_said(plan: CustomerPlan) -> Iterator[str]:
    for change in plan.changes:
        places = list(places_in(change.places)) or [None] * change.size
        for person, place in zip(change.who or ("",), places, strict=True):
            yield f"  {' '.join(filter(None, (change.do, change.at, person)))}: {place or 'nowhere'}"


def test_a_change_is_where_somebody_wrote_it(tmp_path: Path, golden: Golden) -> None:
    scenes = dict(BESIDES)
    for rule, scene in BY_PLAN.items():
        page = pages.page(rule)
        assert page is not None
        scenes |= {f"{rule}, wrong": (scene, page.wrong), f"{rule}, right": (scene, page.right)}
    told = list[str]()
    for name, (scene, document) in scenes.items():
        (tmp_path / name).mkdir()
        told += [f"{name}:", *places_said(planned(scene, document, tmp_path / name))]

    golden("rules/places.txt", "\n".join(told) + "\n")
