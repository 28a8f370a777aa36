"""Who is asked, and why it is they, in words (DOMAIN: "Who may do what")."""

import shlex
from collections.abc import Collection, Iterable

from reconciler.planning.changes import ON_CONTRACTS, ON_PEOPLE, ON_SEATS, Action, Authority, Change
from reconciler.planning.request import Asked
from reconciler.reporting.words import counted

_NAMED = 3
_WORKSPACES_AND_BENEFITS = (
    "only the CSAM or the coordinator creates, changes or archives workspaces and adds benefits to them (S-05)"
)
_CONTRACTS = "only the CSAM or the coordinator activates, changes or renews a contract (S-05)"
_FIRST_ADMINS = "the first admins of a new workspace are named by the CSAM or the coordinator (S-06)"
_NOBODY_THERE = "a workspace that has no admin yet is looked after by the CSAM or the coordinator (S-07)"
_SEVERAL = "a person's address and facts are changed by whoever may invite in every workspace they are in (S-07)"
_CUSTOMER_WIDE = "account policies and limits are set by a services admin (S-12)"
_DEFAULT = "in the default workspace a services admin invites, removes and changes roles (S-07)"
_FOLLOWS = "what follows from the contract, or from what was decided before, is asked of nobody"
_BY_RULE = {
    "S-01": "activation makes the default workspace by itself (S-01)",
    "S-02": "those named on the contract are invited to the default workspace by themselves (S-02)",
    "D-06": "an invitation past its end is sent again by itself (D-06)",
    "D-15": "a last day that is over ends the access by itself (D-15)",
}
_OWN = "of the customer only an admin of {at} invites, removes and changes roles there (S-07)"


def asked_said(asked: Asked, actor: str = "") -> str:
    """To whom a request goes: "your CSAM or coordinator (avery@vendor.example)"; who asks themselves are "you"."""
    whose = {
        Authority.VENDOR: f"{'the' if actor in asked.people else 'your'} CSAM or coordinator",
        Authority.SERVICES_ADMIN: "a services admin",
        Authority.WORKSPACE_ADMIN: f"an admin of {asked.at}",
        Authority.SYSTEM: "nobody, a rule does it",
    }[asked.authority]
    if asked.authority is Authority.SYSTEM:
        return whose
    if not asked.people:
        return f"{whose} (nobody is named yet)"
    people = tuple("you" if person == actor else person for person in asked.people)
    return f"{whose} ({people_named(people)}{', by the files alone' if asked.declared else ''})"


def people_named(people: tuple[str, ...]) -> str:
    more = f" and {counted(len(people) - _NAMED, 'other')}" if len(people) > _NAMED else ""
    return ", ".join(people[:_NAMED]) + more


LET_ACT = "the state knows nobody of the vendor yet; whoever keeps it lets them act with"


def letting_act(asked: Asked, actor: str = "") -> str:
    """What to type where only the files name the vendor's people: of these whoever asks, else the first. Quoted: an
    address may hold what a shell runs."""
    person = actor if actor in asked.people else asked.people[0]
    role = " --role coordinator" if person in asked.coordinators else ""
    return f"reconciler state vendor add {shlex.quote(person)}{role}"


def reasons(asked: Asked, changes: Iterable[Change]) -> list[str]:
    """Why it is they who are asked, a sentence for each kind of change."""
    those = list(changes)
    created = {change.at for change in those if change.do is Action.CREATE_WORKSPACE}
    return list(dict.fromkeys(filter(None, (_reason(asked, change, created) for change in those))))


def _reason(asked: Asked, change: Change, created: Collection[str]) -> str:
    match asked.authority:
        case Authority.SYSTEM:
            return _BY_RULE.get(change.rule, _FOLLOWS)
        case Authority.WORKSPACE_ADMIN:
            return _OWN.format(at=asked.at)
        case Authority.SERVICES_ADMIN:
            return _DEFAULT if change.do in ON_SEATS | ON_PEOPLE else _CUSTOMER_WIDE
    if change.do in ON_CONTRACTS:
        return _CONTRACTS
    if change.do in ON_PEOPLE:
        return _SEVERAL
    if change.do in ON_SEATS:
        told = change.at in created and change.rule != "S-06"  # it goes without saying: nobody else is there yet
        return "" if told else _FIRST_ADMINS if change.rule == "S-06" else _NOBODY_THERE
    customer_wide = change.do in (Action.SET_POLICY, Action.SET_LIMITS)
    return _CUSTOMER_WIDE if customer_wide else _WORKSPACES_AND_BENEFITS
