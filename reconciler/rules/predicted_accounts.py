"""What kind of account a person will probably sign in with.

D-09: predicted when planning: "declared kind, else the customer's domains mean work, else a known consumer domain
means personal, else unknown". What they really signed in with, once it is known, counts before all of these.

A domain is only itself: ``emea.contoso.com`` is not ``contoso.com``. A company may let its customers, or a daughter
that it has sold, have mailboxes beneath its domain, and nobody gets in by a guess; each is named in ``domains:``.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from reconciler.kinds.account_policy import AccountKind
from reconciler.kinds.address import PersonKey, domain_of
from reconciler.kinds.estate import Estate
from reconciler.kinds.seating import domains_on

_AS_OF = "# As of "


@cache
def _list() -> str:
    return files("reconciler.rules").joinpath("consumer_domains.txt").read_text(encoding="utf-8")


@cache
def consumer_domains() -> frozenset[str]:
    """Mail domains where anybody can have an address: a dated list that comes with the package."""
    lines = (line.split("#")[0].strip() for line in _list().splitlines())
    return frozenset(line for line in lines if line)


@cache
def consumer_domains_as_of() -> date:
    """The day of the list."""
    start = _list().index(_AS_OF) + len(_AS_OF)
    return date.fromisoformat(_list()[start : start + 10])


def _says(estate: Estate, person: PersonKey) -> bool:
    return (told := estate.people.get(person)) is not None and told.described


class Predicted:
    """D-09 for one customer. ``current`` lends what people really signed in with, where that is known, and the declared
    kind of those of whom the files say nothing."""

    def __init__(self, estate: Estate, current: Estate | None = None) -> None:
        self._work = {d for c in estate.contracts.values() for d in c.domains}
        self._known = {k: p.account for k, p in estate.people.items() if p.account is not None}
        if current is not None:
            said = ((k, p.account) for k, p in current.people.items() if p.account is not None)
            self._known |= {k: kind for k, kind in said if not _says(estate, k)}
        for whose in (estate, current) if current is not None else (estate,):
            self._known |= {k: p.signed_in for k, p in whose.people.items() if p.signed_in is not None}
        self._all_known_are_work = {AccountKind.WORK}.issuperset(self._known.values())
        self._by_domain: dict[str, AccountKind] = {}
        self._by_kind: dict[AccountKind, set[PersonKey]] = {}

    def only_work(self, people: Collection[PersonKey]) -> bool:
        """Whether everybody has a work account by their domain, and of nobody anything else is known: one look, since
        nearly all lists are so."""
        return self._all_known_are_work and domains_on(people) <= self._work

    def kind(self, person: PersonKey) -> AccountKind:
        known = self._known.get(person)
        return known if known is not None else self._of(domain_of(person))

    def kinds(self, people: Sequence[PersonKey]) -> Sequence[AccountKind]:
        """Of many people, each at their place; looked at one by one only where there is more than one kind."""
        of_domains = {self._of(domain) for domain in domains_on(people)}
        if len(of_domains) == 1 and self._known.keys().isdisjoint(people):
            return [*of_domains] * len(people)
        return [*map(self.kind, people)]

    def personal(self, people: Collection[PersonKey]) -> Iterator[PersonKey]:
        """Those of many people whose account is predicted to be personal."""
        yield from self.of_kind(AccountKind.PERSONAL, people)

    def of_kind(self, kind: AccountKind, people: Collection[PersonKey]) -> Iterator[PersonKey]:
        """Looks at people one by one only where one of their domains, or what is known of one, says there are any."""
        if any(self._of(domain) is kind for domain in domains_on(people)):
            yield from (person for person in people if self.kind(person) is kind)
        elif known := self._known_as(kind):
            yield from (person for person in people if person in known)

    def anywhere(self, kind: AccountKind, rolls: Iterable[Collection[PersonKey]]) -> set[PersonKey]:
        """The same of the people of several lists together."""
        return {person for people in rolls for person in self.of_kind(kind, people)}

    def _known_as(self, kind: AccountKind) -> set[PersonKey]:
        if kind not in self._by_kind:
            self._by_kind[kind] = {person for person, known in self._known.items() if known is kind}
        return self._by_kind[kind]

    def _of(self, domain: str) -> AccountKind:
        known = self._by_domain.get(domain)
        if known is None:
            personal = domain in consumer_domains()
            known = AccountKind.PERSONAL if personal else AccountKind.UNKNOWN
            known = self._by_domain[domain] = AccountKind.WORK if domain in self._work else known
        return known
