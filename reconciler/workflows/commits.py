"""Committing, and saying truly whether it happened."""

from collections.abc import Sequence

from reconciler.errors import CommitInDoubt
from reconciler.ports import Commit, CommitResult, StateStore

SOMEBODY_ELSE = "somebody else changed it in the meantime"
"""Why a commit was left out: its customer's serial has moved on."""


def committed(store: StateStore, commits: Sequence[Commit]) -> Sequence[CommitResult]:
    """What became of each commit. A commit that failed may have committed: only the state itself can say, by the
    heads that stand in it now. CommitInDoubt where it did not happen."""
    try:
        return store.commit(commits)
    except CommitInDoubt:
        heads = {c.customer: h.head for c in commits if (h := store.holding(c.customer)) is not None}
        if all(heads.get(commit.customer) == commit.head for commit in commits):
            return [CommitResult.COMMITTED] * len(commits)
        raise
