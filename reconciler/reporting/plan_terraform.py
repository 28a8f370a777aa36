"""A plan as the three numbers that GitLab shows in a merge request, where it knows plans as those of Terraform."""

from collections.abc import Iterable, Iterator

from reconciler.planning.changes import Action
from reconciler.planning.plan import CustomerPlan
from reconciler.planning.tally import tallied
from reconciler.reporting.escapes import for_json
from reconciler.reporting.phrases import SIGNS_AND_VERBS, Sign

_NAMES = {Sign.ADD: "create", Sign.CHANGE: "update", Sign.REMOVE: "delete"}


def plan_terraform(customers: Iterable[CustomerPlan]) -> Iterator[str]:
    """``{"create": 2313, "delete": 2, "update": 1}``: what is begun, changed and taken away, in lines of a plan."""
    sums = dict.fromkeys(_NAMES.values(), 0)
    for action, count in tallied(customers).actions.items():
        sums[_NAMES[SIGNS_AND_VERBS[Action(action)][0]]] += count
    yield for_json(sums) + "\n"
