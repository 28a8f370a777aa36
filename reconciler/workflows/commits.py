"""Committing, and saying truly whether it happened."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from reconciler.applying.receipt import CustomerResult, Receipt, Result
from reconciler.applying.step import Step
from reconciler.errors import CommitInDoubt, PlanRefused, ReconcilerError, Stopped
from reconciler.ports import Commit, CommitResult, StateStore
from reconciler.reporting.words import counted

COMMITS, LARGEST_BATCH = 50, 200
"""How many commits a run is parted into, each of at most so many customers: where there are many customers, a sync of
the disk for each (and for a JSON state, writing all of it anew) would cost more than the work. 20 commits would spare a
thirtieth of writing a million memberships to SQLite, take more memory, and lose more where one is killed."""

SOMEBODY_ELSE = "somebody else changed it in the meantime"
"""Why a commit was left out: its customer's serial has moved on."""


def told_all_the_same(fault: ReconcilerError, receipt: Receipt) -> ReconcilerError:
    """What failed after the state was written, said together with what was written: the state is changed by then."""
    done = _changed(receipt.customers, receipt.apply)
    if not done:
        return ReconcilerError(f"{fault.what}; nothing was changed in the state", fault.remedy)
    return ReconcilerError(
        f"{fault.what}; all the same {done}",
        "nothing is to be done again; what is there now: reconciler status, reconciler verify",
    )


@contextmanager
def telling_what_is_done(results: Sequence[CustomerResult], again: str, apply: str = "") -> Iterator[None]:
    """Around a run of many commits, whose ``results`` grow. What stops it halfway leaves no receipt, so it says itself
    what was done before; ``again`` is how to go on. It stays the fault that it is, with its exit code."""
    try:
        yield
    except ReconcilerError as fault:
        if done := _changed(results, apply):
            fault.what = f"{fault.what}; before that {done}"
            fault.remedy = "\n".join(filter(None, (fault.remedy, again)))
            fault.args = (fault.what,)
        raise


def _changed(results: Sequence[CustomerResult], apply: str) -> str:
    done = sum(each.result is Result.APPLIED for each in results)
    which = f" (apply {apply})" if apply else ""
    return f"{counted(done, 'customer')} changed in the state{which}" if done else ""


def batch_of(customers: int) -> int:
    """How many of so many customers to commit at once."""
    return max(1, min(-(-customers // COMMITS), LARGEST_BATCH))


def taken(store: StateStore, step: Step, before: int, again: str) -> CustomerResult:
    """What became of one customer's step on the serial ``before``; ``again`` is what to do where it was too late."""
    (result,) = taken_together(store, [(step, before)], again)
    return result


def commit_or_refuse(store: StateStore, step: Step, again: str) -> None:
    """One customer's step, for a command that does nothing besides. Where it does not happen nothing is changed:
    Stopped where the state it would make must not be, PlanRefused where somebody else was quicker."""
    result = taken(store, step, step.result.serial, again)
    if result.result is Result.APPLIED:
        return
    kind = PlanRefused if result.result is Result.STALE else Stopped
    raise kind(f"{result.customer}: {'; '.join(result.why)}. Nothing done.", result.remedy or again)


def taken_together(store: StateStore, steps: Sequence[tuple[Step, int]], again: str) -> Iterator[CustomerResult]:
    """The same for steps of several customers, in one commit of each; why a step was none to begin with, it says."""
    commits = [step.commit for step, _ in steps if step.commit is not None]
    outcomes = iter(committed(store, commits) if commits else ())
    for step, before in steps:
        if step.commit is not None and next(outcomes) is not CommitResult.COMMITTED:
            yield CustomerResult(step.result.customer, before, Result.STALE, (SOMEBODY_ELSE,), again)
        elif step.result.result is Result.STALE:
            yield replace(step.result, remedy=again)
        else:
            yield step.result


def committed(store: StateStore, commits: Sequence[Commit]) -> Sequence[CommitResult]:
    """What became of each commit. A commit that failed may have committed: only the state itself can say, by the
    heads that stand in it now. CommitInDoubt where it did not happen, or where the state does not say."""
    try:
        return store.commit(commits)
    except CommitInDoubt as fault:
        try:
            heads = {c.customer: h.head for c in commits if (h := store.holding(c.customer)) is not None}
        except ReconcilerError as unread:
            doubt = f"whether it happened all the same is not known ({unread.what})"
            raise CommitInDoubt(f"{fault.what}; {doubt}", fault.remedy) from unread
        if all(heads.get(commit.customer) == commit.head for commit in commits):
            return [CommitResult.COMMITTED] * len(commits)
        raise
