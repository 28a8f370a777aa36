"""What of a configuration is planned, and how."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from reconciler.kinds.customer import CustomerId

if TYPE_CHECKING:  # start-up time: a plan in which nothing moved needs little of what plans
    from reconciler.planning.permits import Permit
    from reconciler.workflows.changed_since import Since
    from reconciler.workflows.seen_by import Eyes
    from reconciler.workflows.targets import Targets


class Scope(NamedTuple):
    """``adopt`` takes over customers that another configuration manages."""

    on: date
    targets: "Targets"
    adopt: bool
    no_removals: bool
    eyes: "Eyes | None" = None
    """For whom it is planned, or whose word is needed; None for the plan as it is."""
    permits: "Sequence[Permit]" = ()
    since: "Since | None" = None
    """Only those who were touched since, or are due; None for everybody."""
    skips: bool = True
    """Who did not move since the last apply is not planned again."""
    due_only: bool = False
    """What the day alone asks for, and nothing else; of whom nothing is to be done that is nothing, too."""

    def whole(self, customer: CustomerId) -> bool:
        """Whether all of a customer is planned, for nobody in particular, and with no permit for it."""
        narrowed = self.no_removals or self.eyes is not None or self.targets.only(customer) is not None
        return not narrowed and all(customer not in permit.customers for permit in self.permits)


def is_touched(customer: CustomerId, scope: Scope) -> bool:
    return scope.since is None or customer in scope.since.touched
