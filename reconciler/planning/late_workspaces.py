"""Workspaces that come after the first wave.

S-09: "Planning all workspaces at contract start means that nobody has to register again; a workspace added later asks
its people again (``info``, with their number). That second step is small: a known account only confirms."
"""

from collections.abc import Collection

from reconciler.findings import Finding, Severity
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import Estate
from reconciler.kinds.seat import SeatState
from reconciler.planning.changes import Action, Change


def told_of_late_workspaces(
    changes: Collection[Change], current: Estate
) -> tuple[tuple[Change, ...], tuple[Finding, ...]]:
    """The changes, where a late workspace says how many of its people are known already, and a finding for each."""
    late = {c.at for c in changes if c.do is Action.CREATE_WORKSPACE} if current.contracts else set()
    if not late:
        return tuple(changes), ()
    asked: dict[str, set[PersonKey]] = {}
    for change in changes:
        if change.do is Action.INVITE and change.at in late:
            asked.setdefault(change.at, set()).update(change.who)
    registered = {person for _, person, seat in current.memberships() if seat.state is SeatState.MEMBER}
    known = {at: len(people & registered) for at, people in asked.items() if people & registered}
    findings = tuple(_asked_again(at, count, len(asked[at])) for at, count in sorted(known.items()))
    return tuple(_with_number(c, known, asked) for c in changes), findings


def _with_number(change: Change, known: dict[str, int], asked: dict[str, set[PersonKey]]) -> Change:
    if change.do is not Action.CREATE_WORKSPACE or change.at not in known:
        return change
    return change._replace(meaning=_known_already(known[change.at], len(asked[change.at])))


def _known_already(known: int, asked: int) -> str:
    if asked == 1:
        return "the one person in it is known already"
    return f"{known:,} of its {asked:,} people {'is' if known == 1 else 'are'} known already"


def _asked_again(at: str, known: int, asked: int) -> Finding:
    return Finding(
        "S-09",
        Severity.INFO,
        "people who are asked a second time",
        f"{at} comes after the contract has started: {_known_already(known, asked)} and asked once more; a known "
        "account only has to confirm",
        "Nothing has to be done; workspaces that are planned when the contract starts are asked for in one wave.",
        subject=("workspaces", at),
    )
