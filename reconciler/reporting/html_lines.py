"""The changes of a plan as entries of lists: what, whom with the place of each, and what is worth knowing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from reconciler.findings import Origin, OriginOf, nobody
from reconciler.planning.changes import ON_SEATS, Action, Change
from reconciler.planning.plan import CustomerPlan
from reconciler.reporting.bars import CLASSES
from reconciler.reporting.escapes import for_markup
from reconciler.reporting.grouping import FOLDED_ABOVE, By, workspace_of
from reconciler.reporting.html_parts import foldable
from reconciler.reporting.phrases import Phrase, Sign, people_said, subject_said
from reconciler.reporting.plan_lines import near_file
from reconciler.reporting.view import Row, alike, rows


@dataclass(frozen=True, slots=True)
class Told:
    """A customer's plan, and who wrote which line of the configuration."""

    plan: CustomerPlan
    origin: OriginOf = nobody


def lines_html(changes: Iterable[Change], told: Told, by: By) -> Iterator[str]:
    """A list with an entry for all that say the same; it says where, unless the heading does."""
    yield '<ul class="lines">\n'
    for where, those in [("", changes)] if by is By.WORKSPACE else groupby(changes, key=workspace_of):
        for words, same in alike(those, told.plan).items():
            what = ": ".join(filter(None, (f"in {where}" if where else "", words.what)))
            yield from _line(words, words.sign, what, same, told)
    yield "</ul>\n"


def dangers_html(changes: Iterable[Change], told: Told) -> Iterator[str]:
    """The same, where the workspace has to be said, and the rule."""
    yield '<ul class="lines">\n'
    for words, those in alike(changes, told.plan).items():
        first, what = those[0], words.what
        where = workspace_of(first) or told.plan.customer
        what = f"in {where}: {what}" if first.do in ON_SEATS else what
        in_effect = "; counts from the next apply on" if first.do is Action.SET_LIMITS else ""
        yield from _line(words, Sign.DANGER, f"{what}{in_effect} ({first.rule})", those, told, where)
    yield "</ul>\n"


def _line(words: Phrase, sign: Sign, what: str, changes: Sequence[Change], told: Told, fact: str = "") -> Iterator[str]:
    """``fact`` is how a fact is called that is about nobody."""
    found = [row for change in changes for row in rows(change, told.plan)]
    file = _only_file(found)
    noun = f" {words.noun}" if words.noun else ""
    yield f'<li class="{CLASSES[sign]}"><b>{sign.value} {for_markup(words.verb + noun)}</b>\n'
    yield from _whom(changes, found, told, file, fact)
    where = ""
    if file and len(found) > 1:
        said = for_markup(near_file(file, told.plan.source)) + _by_whom(found, told)
        where = f' <span class="at">{said}</span>'
    yield f"<span>{for_markup(what)}{where}</span>\n"


def _whom(changes: Sequence[Change], found: Sequence[Row], told: Told, file: str, fact: str) -> Iterator[str]:
    """Everybody by name; many of them are folded up."""
    if len(found) == 1:
        (row,) = found
        who = subject_said(row.change, row.person) or fact
        yield f"<span>{for_markup(who)}{_at(row, told, '')}</span>\n"
        return
    people = sorted(found, key=lambda row: row.person)
    folded = len(people) > FOLDED_ABOVE
    yield foldable(people_said(changes[0], len(people)), opened=False) if folded else "<div>"
    yield '<ul class="who">\n'
    yield from (f"<li>{for_markup(row.person)}{_at(row, told, file)}\n" for row in people)
    yield f"</ul>{'</details>' if folded else '</div>'}\n"


def _at(row: Row, told: Told, file: str) -> str:
    """The line, and the file where it is not said once for all."""
    place = row.place
    if place is None:
        return ""
    near = "" if place.file == file else for_markup(near_file(place.file, told.plan.source))
    return f" <i>{near}:{place.line}{'' if file else _by(told.origin(place))}</i>"


def _by(origin: Origin | None) -> str:
    return for_markup(f" {origin.commit} {origin.author}".rstrip()) if origin else ""


def _by_whom(found: Sequence[Row], told: Told) -> str:
    """Of people from one file: said once for all, or how many commits they come from."""
    origins = {told.origin(row.place) for row in found if row.place} - {None}
    return _by(next(iter(origins))) if len(origins) == 1 else f" {len(origins)} commits" if origins else ""


def _only_file(found: Sequence[Row]) -> str:
    files = {row.place.file if row.place else "" for row in found}
    return files.pop() if len(files) == 1 else ""
