"""Where a state is not what its journal leads to, said so that somebody can look there."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from reconciler.history.differences import Difference, Thing, differences
from reconciler.kinds.estate import Estate
from reconciler.kinds.seat import Seat

_SHOWN = 5


def told_apart(told: Estate, found: Estate) -> Iterator[str]:
    """``told`` is what the journal leads to, ``found`` what the state holds. The first few of each kind."""
    shown: Counter[tuple[Thing, str]] = Counter()
    for each in differences(told, found):
        place = each.workspace if each.thing in (Thing.CASE, Thing.MEMBERSHIP) else ""
        shown[each.thing, place] += 1
        if shown[each.thing, place] <= _SHOWN:
            yield _sentence(each)


def _sentence(each: Difference) -> str:
    match each.thing:
        case Thing.MEMBERSHIP:
            return f"{each.name} in {each.workspace} is {_seat(each.now)}; the journal says {_seat(each.was)}"
        case Thing.CASE:
            return f"case {each.name} of {each.workspace} is not as the journal says"
        case Thing.CUSTOMER:
            return f"its {each.name} {'are' if each.name == 'limits' else 'is'} not as the journal says"
        case _:
            return f"{each.thing} {each.name or each.workspace} is not as the journal says"


def _seat(seat: Any) -> str:
    if not isinstance(seat, Seat):
        return "nobody"
    until = f" until {seat.until}" if seat.until else ""
    return f"{seat.state.value} as {seat.role.value}{until} (asked {seat.generation}.{seat.attempt})"
