"""Changes in the lines of a plan file, and in what a reviewer agrees to by it, which has no date, place or reason.

People of one change are a list; their places stand beside it run by run: ``[[file, column, [[line, count], ...]]]``
in the order of ``who``, with an empty file for those whom nobody wrote.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import Any, NamedTuple

from reconciler.findings import Run
from reconciler.kinds.address import PersonKey
from reconciler.kinds.days import day_of
from reconciler.kinds.limits import Terms
from reconciler.kinds.plain import plain
from reconciler.kinds.seat import Seat
from reconciler.planning import canonical
from reconciler.planning.changes import Action, Authority, Change, Facts, side_from_plain, side_plain
from reconciler.planning.finding_lines import runs_from_plain, runs_plain, text
from reconciler.planning.plan import CustomerPlan


class ChangeLine(NamedTuple):
    """A change as a plan file has it, and as a reviewer agrees to it, both up to its people, who are written alike."""

    told: str
    agreed: str
    people: str
    change: Change

    @property
    def pieces(self) -> Sequence[str]:
        """Of what is told: the people stand last, where there are any."""
        return (self.told, ',"who":', self.people, "}") if self.change.who else (self.told, "}")


def change_line(change: Change) -> ChangeLine:
    """Its members stand in the order of their names; what is at its default is left out."""
    now, was = _side(change.now), _side(change.was)
    quoted, people = canonical.quoted, canonical.texts(change.who)
    at, do = quoted(change.at), quoted(change.do)
    meaning = f'"meaning":{quoted(change.meaning)},' if change.meaning else ""
    due = '"due":true,' if change.due else ""
    send_on = f',"send_on":"{change.send_on.isoformat()}"' if change.send_on is not None else ""
    src = f',"src":{_places(change.places)}' if change.places else ""
    told = (
        f'{{"at":{at},"authority":{quoted(change.authority)},"do":{do},{due}{meaning}"now":{now.whole},'
        f'"rule":{quoted(change.rule)}{send_on}{src},"was":{was.whole}'
    )
    agreed = f'{{"at":{at},"do":{do},"now":{now.without_expiry},"was":{was.without_expiry},"who":'
    return ChangeLine(told, agreed, people, change)


def _places(runs: Sequence[Run]) -> str:
    if len(runs) > 1:
        return canonical.text(runs_plain(runs))
    file, line, column, length = runs[0]
    return f"[[{canonical.quoted(file)},{column},[[{line},{length}]]]]"


class _Side(NamedTuple):
    whole: str
    without_expiry: str


_NO_SIDE = _Side("null", "null")


def _side(side: Seat | Facts | None) -> _Side:
    if side is None:
        return _NO_SIDE
    return _of_a_seat(side) if isinstance(side, Seat) else _written(side)


@lru_cache(maxsize=1024)
def _of_a_seat(seat: Seat) -> _Side:
    """The few seats that thousands of changes end in."""
    return _written(side_plain(seat))


def _written(side: Facts) -> _Side:
    whole = canonical.text(side)
    if "expires" not in side:
        return _Side(whole, whole)
    return _Side(whole, canonical.text({name: value for name, value in side.items() if name != "expires"}))


def reviewed_line(plan: CustomerPlan, changes: Sequence[ChangeLine]) -> str:
    """Of a customer's line, what a reviewer agrees to, as it is hashed: the changes in the order of their bytes,
    without what only follows from the day, and the terms on which people are asked. Empty where that is nothing."""
    people: Mapping[PersonKey, Any] = plan.people
    if due := [line.change for line in changes if line.change.due]:
        changes = [line for line in changes if not line.change.due]
        brought = {person for change in due for person in change.who}
        people = {person: facts for person, facts in people.items() if person not in brought}
    if not changes:
        return ""
    members = {"changes": canonical.list_of((*agreed, "}") for agreed in sorted(_agreed(changes)))}
    members |= {"customer": canonical.text(plan.customer), "people": canonical.text(dict(people))}
    if plan.terms != Terms():
        members["terms"] = canonical.text(plain(plan.terms))
    return canonical.object_of(members)


def _agreed(changes: Sequence[ChangeLine]) -> list[tuple[str, str]]:
    """Changes and their people; the same, however many days the mails of one change take."""
    if all(line.change.send_on is None for line in changes):
        return [(line.agreed, line.people) for line in changes]
    together: dict[str, list[Sequence[str]]] = {}
    for line in changes:
        together.setdefault(line.agreed, []).append(line.change.who)
    return [(agreed, canonical.texts(sorted(chain.from_iterable(who)))) for agreed, who in together.items()]


_action, _authority = cache(Action), cache(Authority)
"""What stands for the few words that each of thousands of changes says."""
PeopleTold = Callable[[list[PersonKey]], tuple[PersonKey, ...]]


def one_text_each() -> PeopleTold:
    """Whoever is in several workspaces of a customer takes the memory of one text."""
    known: dict[PersonKey, PersonKey] = {}
    return lambda who: tuple(map(known.setdefault, who, who))


def change_from_plain(line: dict[str, Any], told: PeopleTold = tuple) -> Change:
    """The inverse of what is told. KeyError, TypeError or ValueError where it does not fit; whether a plan says so is
    looked at by ``fitting``, and so is whether people are texts."""
    do, who = _action(line["do"]), line.get("who", [])
    if type(who) is not list:
        raise TypeError(f"{who!r:.40} where a list of texts belongs")
    return Change(
        do=do,
        at=text(line["at"]),
        was=side_from_plain(do, line["was"]),
        now=side_from_plain(do, line["now"]),
        rule=text(line["rule"]),
        who=told(who),
        authority=_authority(line["authority"]),
        places=runs_from_plain(line["src"]) if "src" in line else (),
        meaning=text(line.get("meaning", "")),
        send_on=day_of(line.get("send_on")),
        due="due" in line,
    )
