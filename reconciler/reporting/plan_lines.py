"""The lines of a plan as the grid takes them: safe, short, each with its place or its rule."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from reconciler.findings import Place, places_in
from reconciler.planning.changes import Action
from reconciler.planning.plan import CustomerPlan
from reconciler.reporting.fields import own_policy_said
from reconciler.reporting.grid import GridLine
from reconciler.reporting.grouping import By, spelling, workspace_of
from reconciler.reporting.look import Look
from reconciler.reporting.phrases import MAIL, Phrase, Sign, people_said, subject_said
from reconciler.reporting.view import Line, Section
from reconciler.reporting.words import counted, listed

_ADMINS_NAMED = 3


def section_line(section: Section, line: Line, plan: CustomerPlan, look: Look) -> GridLine:
    if section.by is not By.WORKSPACE:
        return _elsewhere(section, line, plan, look)
    verb, who, what = _said(line)
    if line.change.do is Action.CREATE_WORKSPACE:
        return GridLine(line.phrase.sign, verb, "", look.safe(_made_said(section, plan)))
    note = _places_said(line.places, plan.source, folded=line.size > 1)
    return GridLine(line.phrase.sign, verb, look.safe(who), look.safe(what), look.safe(note))


def _elsewhere(section: Section, line: Line, plan: CustomerPlan, look: Look) -> GridLine:
    """Under a person or a rule a line names its workspace; a person's own name is the heading already."""
    workspace = workspace_of(line.change)
    if section.by is By.PERSON and section.heading:
        note = _places_said(line.places, plan.source, folded=line.size > 1) if line.places else ""
        return _of_a_person(line.phrase, workspace, look)._replace(note=look.safe(note))
    verb, who, what = _said(line)
    said = ": ".join(filter(None, (f"in {workspace}" if workspace else "", what)))
    note = _places_said(line.places, plan.source, folded=line.size > 1)
    return GridLine(line.phrase.sign, verb, look.safe(who), look.safe(said), look.safe(note))


@lru_cache(maxsize=1024)
def _of_a_person(words: Phrase, workspace: str, look: Look) -> GridLine:
    """The same for everybody of whom the same is said."""
    return GridLine(words.sign, f"{words.verb} {words.noun}".rstrip(), look.safe(workspace), look.safe(words.what))


def danger_line(line: Line, plan: CustomerPlan, look: Look) -> GridLine:
    """A danger stands above the workspaces, so it names its own; at its right is the rule."""
    verb, who, what = _said(line)
    workspace = workspace_of(line.change)
    if not who:
        who = workspace or plan.customer
    elif workspace:
        what = f"in {workspace}: {what}" if workspace not in line.change.meaning.split(" ") else what
    if line.change.do is Action.SET_LIMITS:
        what = f"{what}; counts from the next apply on"
    return GridLine(Sign.DANGER, verb, look.safe(who), look.safe(what), line.change.rule)


def _said(line: Line) -> tuple[str, str, str]:
    """Verb, whom and what of a line, single or folded."""
    words = line.phrase
    if line.size == 1:
        verb = f"{words.verb} {words.noun}".rstrip()
        return verb, subject_said(line.change, line.first), words.what
    ends = f"first {_short(line.first)}, last {_short(line.last)}"
    what = ends if words.what in ("", MAIL) else f"{words.what}; {ends}"
    return words.verb, people_said(line.change, line.size), what


def _short(person: str) -> str:
    """An address among many of the same workspace: its domain is left out."""
    local, at, _ = person.rpartition("@")
    return f"{local}@..." if at else person


def _made_said(section: Section, plan: CustomerPlan) -> str:
    made = section.created.now if section.created else None
    policy = own_policy_said(made) if isinstance(made, Mapping) else ""
    return "; ".join(filter(None, (first_admins_said(section, plan), policy)))


def first_admins_said(section: Section, plan: CustomerPlan) -> str:
    """S-06: the first admins are invited in the plan that creates the workspace, and a reader wants to know whom."""
    admins = sorted(spelling(p, plan) for c in section.admins for p in c.who)
    if not admins:
        return "without an admin"
    are_invited = "is invited" if len(admins) == 1 else "are invited"
    if len(admins) > _ADMINS_NAMED:
        return f"{counted(len(admins), 'admin')} {are_invited}"
    return f"{'admin' if len(admins) == 1 else 'admins'} {listed(admins)} {are_invited}"


def is_said_already(section: Section, line: Line) -> bool:
    """Whether the line that creates the workspace names this admin, with nothing more to be said."""
    if section.created is None or line.phrase.what != MAIL or not any(line.change is c for c in section.admins):
        return False
    return sum(c.size for c in section.admins) <= _ADMINS_NAMED


def purpose_of(section: Section) -> str:
    """S-18: what the workspace is for, where it says so."""
    return _of_the_created(section, "purpose")


def name_of(section: Section) -> str:
    """What a new workspace is called, where it has a name besides its id."""
    return _of_the_created(section, "name")


def aims_said(section: Section) -> str:
    """``"Retail" (Shops and franchises)`` of a new workspace, as far as it says so."""
    name, purpose = name_of(section), purpose_of(section)
    return " ".join([*([f'"{name}"'] if name else []), *([f"({purpose})"] if purpose else [])])


def _of_the_created(section: Section, field: str) -> str:
    created = section.created.now if section.created else None
    return str(created.get(field) or "") if isinstance(created, Mapping) else ""


def section_place(section: Section, plan: CustomerPlan) -> str:
    places = places_in(section.created.places) if section.created else ()
    return _places_said([p for p in places if p is not None], plan.source)


def _places_said(places: Sequence[Place], headline: str, *, folded: bool = False) -> str:
    """``:51`` in the customer's first file, ``emea.yaml:51`` in another beside it; only the file for a folded line."""
    if not places:
        return ""
    file, line, _ = places[0]
    near = near_file(file, headline) if file != headline else ""
    where = near if folded and near else f"{near}:{line}"
    return where if len(places) == 1 else f"{where} ..."


@lru_cache(maxsize=1024)
def near_file(file: str, headline: str) -> str:
    """As it is called beside the customer's first file."""
    return file.removeprefix(headline[: headline.rfind("/") + 1])
