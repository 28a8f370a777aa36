"""How a change is said in one line: a sign, a verb, whom it is about, and what is worth knowing about it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple, cast

from reconciler.kinds.seat import Role, Seat, SeatState
from reconciler.planning.changes import ASKING, ON_CONTRACTS, ON_PEOPLE, ON_SEATS, Action, Change
from reconciler.planning.plan import CustomerPlan
from reconciler.planning.reasons import OF_A_STATUS, seat_differences, why_taken
from reconciler.reporting.assertion_words import assertions_said, is_about_assertions
from reconciler.reporting.fields import fields_said, limits_said, own_policy_said, policy_said, said
from reconciler.reporting.look import Shade
from reconciler.reporting.merged_people import merged_said, renamed_said
from reconciler.reporting.words import counted


class Sign(StrEnum):
    ADD = "+"
    CHANGE = "~"
    REMOVE = "-"
    DANGER = "!"

    @property
    def shade(self) -> Shade:
        return _SHADES[self]


_SHADES = {sign: Shade[sign.name] for sign in Sign}


class Phrase(NamedTuple):
    """``noun`` is what the people of the line are ("member"); empty where the verb says enough."""

    sign: Sign
    verb: str
    noun: str
    what: str


MAIL = "mail will be queued"

SIGNS_AND_VERBS = {
    Action.RENAME_WORKSPACE: (Sign.CHANGE, "rename"),
    Action.RENAME_PERSON: (Sign.CHANGE, "rename"),
    Action.MERGE_PERSON: (Sign.CHANGE, "merge"),
    Action.UPDATE_PERSON: (Sign.CHANGE, "person"),
    Action.ACTIVATE_CONTRACT: (Sign.ADD, "activate"),
    Action.UPDATE_CONTRACT: (Sign.CHANGE, "contract"),
    Action.RENEW_CONTRACT: (Sign.ADD, "renew"),
    Action.DEACTIVATE_CONTRACT: (Sign.REMOVE, "withdraw"),
    Action.SET_POLICY: (Sign.CHANGE, "policy"),
    Action.SET_LIMITS: (Sign.CHANGE, "limits"),
    Action.RESUME_WORKSPACE: (Sign.ADD, "resume"),
    Action.RESTORE_WORKSPACE: (Sign.ADD, "restore"),
    Action.CREATE_WORKSPACE: (Sign.ADD, "create"),
    Action.UPDATE_WORKSPACE: (Sign.CHANGE, "update"),
    Action.REMOVE_BENEFIT: (Sign.REMOVE, "take benefit"),
    Action.CHANGE_BENEFIT: (Sign.CHANGE, "benefit"),
    Action.ADD_BENEFIT: (Sign.ADD, "add benefit"),
    Action.INVITE: (Sign.ADD, "invite"),
    Action.REINVITE: (Sign.ADD, "invite again"),
    Action.REVOKE: (Sign.REMOVE, "revoke"),
    Action.SET_ROLE: (Sign.CHANGE, "role"),
    Action.UPDATE_MEMBER: (Sign.CHANGE, "update"),
    Action.REMOVE: (Sign.REMOVE, "remove"),
    Action.RESTORE_MEMBER: (Sign.ADD, "restore"),
    Action.RESTORE_INVITATION: (Sign.ADD, "invite again"),
    Action.DELETE_WORKSPACE: (Sign.REMOVE, "delete"),
    Action.ARCHIVE_WORKSPACE: (Sign.REMOVE, "archive"),
    Action.SUSPEND_WORKSPACE: (Sign.REMOVE, "suspend"),
}

_OF_A_STATUS = {
    Action.RESUME_WORKSPACE: OF_A_STATUS[Action.RESUME_WORKSPACE],
    Action.RESTORE_WORKSPACE: "comes back with its cases and members",
    Action.ARCHIVE_WORKSPACE: "its members lose access, its cases stay",
    Action.SUSPEND_WORKSPACE: f"{OF_A_STATUS[Action.SUSPEND_WORKSPACE]}: cases can be read, not opened",
}


def phrase(change: Change, plan: CustomerPlan) -> Phrase:
    """``plan`` is that of the change: it knows what is counted in which unit, and what is declared to be archived."""
    sign, verb = SIGNS_AND_VERBS[change.do]
    if is_about_assertions(change):
        return Phrase(sign, "assertions", "", assertions_said(change))
    if change.do in ON_SEATS:
        about = _about_seats(change)
        what = f"{change.meaning} ({about})" if change.meaning and about else change.meaning or about
        return Phrase(sign, verb, _noun(change), what)
    return Phrase(sign, verb, "", "; ".join(filter(None, (_about_facts(change, plan), change.meaning))))


def _noun(change: Change) -> str:
    """The role that is offered or taken; a change of the role names both in its sentence instead."""
    seat = change.now if change.do in ASKING or change.do is Action.RESTORE_MEMBER else change.was
    return "" if change.do is Action.SET_ROLE or not isinstance(seat, Seat) else seat.role.value


def _about_seats(change: Change) -> str:
    was, now = cast(Seat | None, change.was), cast(Seat | None, change.now)
    match change.do:
        case Action.INVITE:
            return ", ".join([_invited(was), *_last_day(now)])
        case Action.REINVITE:
            return ", ".join([_asked_again(was, now), *_last_day(now)])
        case Action.RESTORE_MEMBER:
            return ", ".join(["a member again at once, told and not asked", *_last_day(now)])
        case Action.RESTORE_INVITATION:
            return ", ".join([MAIL if _is_new(was, now) else "past its end, as it was", *_last_day(now)])
        case Action.UPDATE_MEMBER if change.rule == "D-06":
            return "the address that bounced is another one now"
        case Action.SET_ROLE | Action.UPDATE_MEMBER:
            return _seat_differences(was, now)
        case _:
            return why_taken(change.rule, was)


def _invited(was: Seat | None) -> str:
    again = {SeatState.DECLINED: ", after declining", SeatState.LEFT: ", after leaving"}
    return MAIL + (again.get(was.state, "") if was is not None else "")


def _asked_again(was: Seat | None, now: Seat | None) -> str:
    if was is not None and now is not None and was.role is not now.role:
        return f"as {now.role.value} instead of {was.role.value}; the earlier invitation becomes void"
    attempt = now.attempt if now is not None else 1
    return f"{MAIL}, attempt {attempt}" if attempt > 1 else f"{MAIL}, a new round"


def _is_new(was: Seat | None, now: Seat | None) -> bool:
    return was is None or now is None or was.generation != now.generation


def _last_day(now: Seat | None) -> list[str]:
    return [f"until {now.until}"] if now is not None and now.until is not None else []


def _seat_differences(was: Seat | None, now: Seat | None) -> str:
    return seat_differences(was, now) if was is not None and now is not None else ""


def _about_facts(change: Change, plan: CustomerPlan) -> str:
    was, now = cast(Mapping[str, Any] | None, change.was), cast(Mapping[str, Any] | None, change.now)
    match change.do:
        case Action.ACTIVATE_CONTRACT | Action.DEACTIVATE_CONTRACT:
            return _contract(now or was or {})
        case Action.RENEW_CONTRACT:
            return f"{_contract(now or {})}; takes over from {said((now or {}).get('renews'))}, nobody is asked again"
        case Action.CREATE_WORKSPACE:
            aim = said((now or {}).get("purpose") or (now or {}).get("name") or "")
            return "; ".join(filter(None, (aim, own_policy_said(now))))
        case Action.DELETE_WORKSPACE:
            return "nobody is in it"
        case Action.RENAME_WORKSPACE:
            return f"was {said((was or {}).get('id'))}; nobody is asked again"
        case Action.RENAME_PERSON:
            return renamed_said(change)
        case Action.MERGE_PERSON:
            return merged_said(change)
        case Action.SET_POLICY:
            return policy_said(was, now)
        case Action.SET_LIMITS:
            return limits_said(was, now)
        case Action.ADD_BENEFIT | Action.CHANGE_BENEFIT | Action.REMOVE_BENEFIT:
            return _benefit(was, now, plan.units)
        case Action.ARCHIVE_WORKSPACE if change.at not in plan.said_archived:
            return f"no longer declared; {_OF_A_STATUS[change.do]}"
        case _ if change.do in _OF_A_STATUS:
            return _OF_A_STATUS[change.do]
        case _:
            return fields_said(was, now)


def _contract(now: Mapping[str, Any]) -> str:
    known = now.get("number")
    days = f"{said(now.get('starts'))} to {said(now.get('ends'))}"
    return ", ".join([said(now.get("support")), *([f"number {known}"] if known else []), days])


def _benefit(was: Mapping[str, Any] | None, now: Mapping[str, Any] | None, units: Mapping[str, str]) -> str:
    """``designated-engineer: 300 -> 350 hours``"""
    benefit = said((now or was or {}).get("benefit"))
    before, after = _quantity(was), _quantity(now)
    change = f"{before} -> {after}" if was and now else after if now else before
    counted_in = units.get(benefit, "") if (now or was or {}).get("quantity") is not None else ""
    return f"{benefit}: {change} {counted_in}".rstrip()


def _quantity(side: Mapping[str, Any] | None) -> str:
    quantity = (side or {}).get("quantity")
    return "without a limit" if quantity is None else f"{quantity:,}"


def people_said(change: Change, count: int) -> str:
    """The people of a folded line: ``2,310 members``."""
    noun = _noun(change)
    return counted(count, noun) if noun else counted(count, "person", "people")


def subject_said(change: Change, person: str) -> str:
    """Whom or what a single line is about; empty for a workspace, whose name is the heading above it."""
    if change.do in ON_SEATS or change.do in ON_PEOPLE:
        return person
    return change.at if change.do in ON_CONTRACTS else ""


def role_of(seat: object) -> Role | None:
    return seat.role if isinstance(seat, Seat) else None
