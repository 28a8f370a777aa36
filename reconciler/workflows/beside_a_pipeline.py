"""``watch`` of a repository whose pipeline applies too: by two, each with a state of its own, all are invited twice.

The pipelines that ``init`` writes keep the state on a branch, take it from there and push it, which ``watch`` does not:
what is in its place on this disk is nothing at all, or as old as the last time that somebody took it.
"""

from shlex import quote

from reconciler.errors import InputInvalid
from reconciler.loading.followed import STATE_BRANCH, Followed, state_branch
from reconciler.workflows.state import StateChoice, located_here, reading


def refuse_beside_a_pipeline(followed: Followed, choice: StateChoice) -> None:
    """InputInvalid, unless somebody names another state, and that is there or known by its lineage."""
    branch = state_branch(followed)
    if not branch or (choice.url and _is_known(followed, choice)):
        return
    raise InputInvalid(
        f"a pipeline applies this repository: the state is on its branch {STATE_BRANCH}, which `watch` neither takes "
        "nor pushes; with another state everybody would be invited again",
        "leave it to the pipeline; or end that one, take the state out and name it (in an empty directory: git -C "
        f"{quote(str(followed.top))} archive {branch} | tar -x, then --state hub.json)",
    )


def _is_known(followed: Followed, choice: StateChoice) -> bool:
    place = located_here(choice, followed.at)
    with reading(place) as store:
        return store is not None or bool(place.lineage)
