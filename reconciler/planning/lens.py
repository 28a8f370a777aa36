"""One person's part of a plan, and what they have to ask others for (S-05, S-07, "Who may do what").

Terminology. ``--as ADDRESS`` is a lens, not a lock. *Mine* is what the person may do by themselves, judged by the state
alone; all else is *asked* of those who may. What is mine and cannot be done before something that is asked is part of
that request: it *follows*.

Premise. Mine is applied without the rest, so it must stand alone: a workspace that the CSAM has not made yet takes no
invitations, a personal account is not invited before the policy allows it, and what a rule does because of a contract
or a policy waits for these. Each sentence of ``_Asking.whole`` and ``_Asking.part`` is one such tie; they are asked
again until nothing moves.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from reconciler.kinds.account_policy import AccountPolicy, personal_allowed
from reconciler.kinds.address import PersonKey
from reconciler.kinds.contract import Support
from reconciler.kinds.desired import Desired
from reconciler.kinds.estate import Estate
from reconciler.kinds.plain import revive
from reconciler.kinds.workspace import Workspace, WorkspaceId
from reconciler.planning.changes import ON_CONTRACTS, ON_PEOPLE, ON_SEATS, Action, Authority, Change, facts_of
from reconciler.planning.merges import merged_in
from reconciler.planning.request import Asked, Request
from reconciler.planning.standing import Standing
from reconciler.planning.succession import STRONGER_RULES, lowers, promotes

_OFFERS = frozenset({Action.INVITE, Action.REINVITE})
_OPENS = _OFFERS | {
    Action.CREATE_WORKSPACE,
    Action.RESUME_WORKSPACE,
    Action.RESTORE_WORKSPACE,
    Action.ADD_BENEFIT,
}
_MAKES_ROOM = frozenset({Action.CREATE_WORKSPACE, Action.RENAME_WORKSPACE, Action.RESTORE_WORKSPACE})

Ask = tuple[Authority, str]


@dataclass(frozen=True, slots=True)
class View:
    """For whom it is planned; ``actor`` None asks for nobody's part but for whose word each change needs.
    ``personal`` gives those of some people who have personal accounts, as predicted by the state (D-09)."""

    standing: Standing
    actor: PersonKey | None = None
    said: str = ""
    personal: Callable[[Collection[PersonKey]], Iterable[PersonKey]] = tuple
    approvers: Collection[PersonKey] | None = None
    """Who has given their word already; None where that is not asked."""


def parted(
    changes: Sequence[Change], view: View, desired: Desired, current: Estate
) -> tuple[tuple[Change, ...], tuple[Request, ...]]:
    """What the actor may do, in the order given, and the requests for the rest. ``current`` is the state under the new
    names that the plan gives."""
    actor = view.actor
    if actor is None:
        return tuple(changes), ()
    asking = _Asking(view, current)
    mine: list[Change] = []
    for change in changes:
        if view.standing.may(actor, change):
            mine.append(change)
        else:
            asking.add(change, view.standing.asked_for(change))
    while asking.asked and (kept := [own for change in mine for own in asking.left_of(change, mine)]) != mine:
        mine = kept
    asking.gather(mine)
    position = {(c.do, c.at, c.rule): n for n, c in reversed(list(enumerate(changes)))}
    return tuple(mine), asking.requests(desired, lambda c: position[c.do, c.at, c.rule])


@dataclass(slots=True)
class _Asking:
    """What is asked of others so far, and what that holds up. ``opened`` are workspaces that are not there before."""

    view: View
    current: Estate
    asked: dict[Ask, list[Change]] = field(default_factory=dict)
    follows: dict[Ask, list[Change]] = field(default_factory=dict)
    contract: Ask | None = None
    opened: dict[str, Ask] = field(default_factory=dict)
    renamed: dict[str, Ask] = field(default_factory=dict)
    resumed: dict[str, Ask] = field(default_factory=dict)
    policies: dict[str, Ask] = field(default_factory=dict)
    promoted: dict[str, Ask] = field(default_factory=dict)
    told: dict[PersonKey, Ask] = field(default_factory=dict)
    named: dict[PersonKey, Ask] = field(default_factory=dict)
    invited: dict[PersonKey, Ask] = field(default_factory=dict)

    def add(self, change: Change, ask: Ask, *, follows: bool = False) -> None:
        (self.follows if follows else self.asked).setdefault(ask, []).append(change)
        if change.do in ON_CONTRACTS:
            self.contract = self.contract or ask
        elif change.do in _MAKES_ROOM:
            self.opened.setdefault(change.at, ask)
            if change.do is Action.RENAME_WORKSPACE:
                self.renamed.setdefault(change.at, ask)
        elif change.do is Action.RESUME_WORKSPACE:
            self.resumed.setdefault(change.at, ask)
        elif change.do is Action.SET_POLICY:
            self.policies.setdefault(change.at, ask)
        elif change.do in ON_PEOPLE:
            kept = self.told if change.do is Action.UPDATE_PERSON else self.named
            kept.setdefault(PersonKey(change.at), ask)
        elif change.do is Action.INVITE:
            self.invited |= {p: ask for p in change.who if p not in self.invited}
        elif promotes(change):
            self.promoted.setdefault(change.at, ask)

    def gather(self, mine: Sequence[Change]) -> None:
        """What would be asked of others, and waits for the vendor, is asked of the vendor with the rest: nobody is sent
        what they cannot do yet."""
        for ask in [each for each in self.asked if each[0] is not Authority.VENDOR]:
            changes = self.asked.pop(ask)
            while (
                kept := [own for change in changes for own in self.left_of(change, mine, Authority.VENDOR)]
            ) != changes:
                changes = kept
            if changes:
                self.asked[ask] = changes

    def left_of(self, change: Change, mine: Sequence[Change], only: Authority | None = None) -> Iterable[Change]:
        """What of a change can be made now; the rest follows, or what waits for one authority ``only``."""
        ask = self.whole(change)
        if ask is not None and only in (None, ask[0]):
            self.add(change, ask, follows=True)
            return ()
        for ask, people in self.part(change, mine):
            waiting = tuple(p for p in change.who if p in people) if only in (None, ask[0]) else ()
            if waiting:
                self.add(change._replace(who=waiting), ask, follows=True)
                left = tuple(p for p in change.who if p not in people)
                return (change._replace(who=left),) if left else ()
        return (change,)

    def whole(self, change: Change) -> Ask | None:
        """What has to be done before any of it."""
        at = "" if change.do in ON_CONTRACTS or change.do in ON_PEOPLE else change.at
        if at in self.opened:
            return self.opened[at]
        if change.do in _OFFERS and at in self.resumed:
            return self.resumed[at]
        if change.do in ON_PEOPLE:
            merged = sorted(merged_in(change) & self.renamed.keys()) if change.do is Action.MERGE_PERSON else []
            return self.renamed[merged[0]] if merged else self.named.get(PersonKey(change.at))
        if change.do is Action.SET_LIMITS and not at:
            return self._name_in(change.was)
        if self.contract is not None and self._turns_on_the_contract(change):
            return self.contract
        if change.rule == "D-10":
            return self.policies.get(at) or self.policies.get("")
        if lowers(change) and change.rule not in STRONGER_RULES:
            return self.promoted.get(at)
        return None

    def _name_in(self, limits: object) -> Ask | None:
        """Assertions name workspaces and people: as they are called once all that is asked for is done, the vendor's
        part of it too."""
        names = self.renamed | {str(person): ask for person, ask in self.named.items()}
        asks = [names[name] for name in _words_in(limits) if name in names]
        return min(asks, key=lambda ask: list(Authority).index(ask[0]), default=None)

    def _turns_on_the_contract(self, change: Change) -> bool:
        """Whether it would not be so by the contract that the state has (S-02, D-03, D-10)."""
        live = self.current.live_contract(self.view.standing.on) is not None
        ends = change.do is Action.SUSPEND_WORKSPACE or (change.rule == "D-03" and change.do in ON_SEATS)
        return (change.do in _OPENS and not live) or (ends and live) or change.rule == "D-10"

    def part(self, change: Change, mine: Sequence[Change]) -> Iterable[tuple[Ask, Collection[PersonKey]]]:
        """Of whom something has to be done before: people, not whole changes."""
        if change.do not in ON_SEATS:
            return
        yield from _each(self.named, change.who)
        if change.do in _OFFERS or change.rule == "D-10":
            yield from _each(self.told, change.who)
        if change.rule == "S-02" and self.contract is not None:
            yield self.contract, set(change.who) - self._named_in_the_state()
        if change.do is Action.REMOVE and change.rule == "D-14":  # D-19: invited there before removed here
            yield from _each(self.invited, change.who)
        if change.do in _OFFERS:
            loosens = self.policies.get(change.at) or self.policies.get("") or self.contract
            if loosens is not None and not self._personal_allowed(change.at, mine):
                yield loosens, set(self.view.personal(change.who))

    def _named_in_the_state(self) -> set[PersonKey]:
        contracts = self.current.contracts.values()
        return self.current.people_at(a for c in contracts for a in (*c.services_admins, *c.support_contacts))

    def _personal_allowed(self, at: str, mine: Sequence[Change]) -> bool:
        """S-10 to S-12 by what the state says once mine is done."""
        on = self.view.standing.on
        contract = self.current.live_contract(on)
        premier = contract is not None and contract.support is Support.PREMIER
        have = self.current.workspaces.get(WorkspaceId(at))
        policies = {"": self.current.policy, at: have.policy if have is not None else None}
        for change in mine:
            if change.do is Action.SET_POLICY and change.at in policies:
                policies[change.at] = None if change.now is None else revive(AccountPolicy, facts_of(change.now))
            elif change.do is Action.CREATE_WORKSPACE and change.at == at:
                policies[at] = revive(Workspace, facts_of(change.now)).policy
        return personal_allowed(premier, policies[""], policies[at], on)

    def requests(self, desired: Desired, position: Callable[[Change], int]) -> tuple[Request, ...]:
        """To the vendor first, then to services admins, then workspace by workspace."""
        order = list(Authority)
        asks = sorted({*self.asked, *self.follows}, key=lambda ask: (order.index(ask[0]), ask[1]))
        return tuple(self._request(ask, desired, position) for ask in asks)

    def _request(self, ask: Ask, desired: Desired, position: Callable[[Change], int]) -> Request:
        changes, follows = (tuple(sorted(x.get(ask, ()), key=position)) for x in (self.asked, self.follows))
        touched = sorted({WorkspaceId(c.at) for c in (*changes, *follows) if c.do not in ON_CONTRACTS | ON_PEOPLE})
        known = {**self.current.workspaces, **desired.estate.workspaces}
        concerned = {w: known[w] for w in touched if w in known}
        return Request(
            asked(ask, self.view.standing, desired),
            changes,
            _together(follows),
            {w: x.name for w, x in concerned.items() if x.name},
            {w: x.purpose for w, x in concerned.items() if x.purpose},
        )


def asked(ask: Ask, standing: Standing, desired: Desired) -> Asked:
    """Who that is. Where the state has nobody of the vendor it is whom the files name; being asked is no right."""
    authority, at = ask
    people = standing.who_may(authority, at)
    if people or authority is not Authority.VENDOR:
        return Asked(authority, at, tuple(standing.estate.spelling(p) for p in people))
    contracts = [desired.contract] if desired.contract is not None else list(desired.estate.contracts.values())
    named = [a for c in contracts for a in (c.csam, c.coordinator) if a]
    coordinating = {c.coordinator for c in contracts} - {c.csam for c in contracts} - {None}
    given = tuple(dict.fromkeys(map(str, named)))
    return Asked(authority, at, given, declared=True, coordinators=tuple(a for a in given if a in coordinating))


def _words_in(said: object) -> Iterable[str]:
    """Every text in facts, however deep."""
    if isinstance(said, str):
        yield said
    elif isinstance(said, Mapping):
        yield from (word for value in said.values() for word in _words_in(value))
    elif isinstance(said, Sequence):
        yield from (word for value in said for word in _words_in(value))


def _each(tied: dict[PersonKey, Ask], who: Iterable[PersonKey]) -> Iterable[tuple[Ask, Collection[PersonKey]]]:
    return [(tied[p], {p}) for p in who if p in tied] if tied else ()


def _together(changes: Sequence[Change]) -> tuple[Change, ...]:
    """What moved person by person, as one change again."""
    alike: dict[object, list[Change]] = {}
    for change in changes:
        alone = () if change.who else (id(change),)
        key = (change.do, change.at, str(change.was), str(change.now), change.rule, change.authority, alone)
        alike.setdefault(key, []).append(change)
    return tuple(those[0]._replace(who=tuple(sorted(p for c in those for p in c.who))) for those in alike.values())
