"""The changes of a plan as entries of lists: what, whom with the place of each, and what is worth knowing."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from reconciler.planning.changes import ON_SEATS, Action, Change
from reconciler.planning.plan import CustomerPlan
from reconciler.reporting.bars import CLASSES
from reconciler.reporting.escapes import for_markup
from reconciler.reporting.grouping import FOLDED_ABOVE, By, workspace_of
from reconciler.reporting.html_parts import foldable
from reconciler.reporting.phrases import Phrase, Sign, people_said, subject_said
from reconciler.reporting.plan_lines import near_file
from reconciler.reporting.view import Row, alike, rows


def lines_html(changes: Iterable[Change], plan: CustomerPlan, by: By) -> Iterator[str]:
    """A list with an entry for all that say the same; it says where, unless the heading does."""
    yield '<ul class="lines">\n'
    for where, those in [("", changes)] if by is By.WORKSPACE else groupby(changes, key=workspace_of):
        for words, same in alike(those, plan).items():
            what = ": ".join(filter(None, (f"in {where}" if where else "", words.what)))
            yield from _line(words, words.sign, what, same, plan)
    yield "</ul>\n"


def dangers_html(changes: Iterable[Change], plan: CustomerPlan) -> Iterator[str]:
    """The same, where the workspace has to be said, and the rule."""
    yield '<ul class="lines">\n'
    for words, those in alike(changes, plan).items():
        first, what = those[0], words.what
        where = workspace_of(first) or plan.customer
        what = f"in {where}: {what}" if first.do in ON_SEATS else what
        in_effect = "; counts from the next apply on" if first.do is Action.SET_LIMITS else ""
        yield from _line(words, Sign.DANGER, f"{what}{in_effect} ({first.rule})", those, plan, where)
    yield "</ul>\n"


def _line(
    words: Phrase, sign: Sign, what: str, changes: Sequence[Change], plan: CustomerPlan, fact: str = ""
) -> Iterator[str]:
    """``fact`` is how a fact is called that is about nobody."""
    found = [row for change in changes for row in rows(change, plan)]
    file = _only_file(found)
    noun = f" {words.noun}" if words.noun else ""
    yield f'<li class="{CLASSES[sign]}"><b>{sign.value} {for_markup(words.verb + noun)}</b>\n'
    yield from _whom(changes, found, plan, file, fact)
    where = f' <span class="at">{for_markup(near_file(file, plan.source))}</span>' if file and len(found) > 1 else ""
    yield f"<span>{for_markup(what)}{where}</span>\n"


def _whom(changes: Sequence[Change], found: Sequence[Row], plan: CustomerPlan, file: str, fact: str) -> Iterator[str]:
    """Everybody by name; many of them are folded up."""
    if len(found) == 1:
        (row,) = found
        who = subject_said(row.change, row.person) or fact
        yield f"<span>{for_markup(who)}{_at(row, plan, '')}</span>\n"
        return
    people = sorted(found, key=lambda row: row.person)
    folded = len(people) > FOLDED_ABOVE
    yield foldable(people_said(changes[0], len(people)), opened=False) if folded else "<div>"
    yield '<ul class="who">\n'
    yield from (f"<li>{for_markup(row.person)}{_at(row, plan, file)}\n" for row in people)
    yield f"</ul>{'</details>' if folded else '</div>'}\n"


def _at(row: Row, plan: CustomerPlan, file: str) -> str:
    """The line, and the file where it is not said once for all."""
    place = row.place
    if place is None:
        return ""
    near = "" if place.file == file else for_markup(near_file(place.file, plan.source))
    return f" <i>{near}:{place.line}</i>"


def _only_file(found: Sequence[Row]) -> str:
    files = {row.place.file if row.place else "" for row in found}
    return files.pop() if len(files) == 1 else ""
