"""Where the files say that somebody is to be somewhere: for those who ask about one person, not about a plan."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from reconciler.errors import InputInvalid
from reconciler.findings import Place, has_errors
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import BY_RULE, CustomerId, Estate, default_of
from reconciler.kinds.workspace import WorkspaceId
from reconciler.loading.checkout import Checkout, Origins
from reconciler.loading.files import HEAD
from reconciler.reporting.why_view import Line
from reconciler.workflows.state import Located

if TYPE_CHECKING:
    from reconciler.loading.configuration import Configuration, Declared


class Files:
    """The configuration around here; each customer is read once, when it is first asked about. ``problem`` says why
    nothing is known of lines: there are no files, or they cannot be read."""

    def __init__(self, root: Path, configuration: "Configuration | None", problem: str = "") -> None:
        self.problem = problem
        self._configuration = configuration
        self._origins = Origins(Checkout(root))
        self._declared: dict[CustomerId, Declared] = {}

    @property
    def customers(self) -> Collection[CustomerId]:
        return self._configuration.customers if self._configuration is not None else ()

    def estate(self, customer: CustomerId) -> Estate:
        return self._read(customer).estate if customer in self.customers else Estate(customer)

    def lines(self, customer: CustomerId, workspace: WorkspaceId, addresses: Collection[PersonKey]) -> tuple[Line, ...]:
        """The lines that name one of these addresses, all of one person, for a workspace as the state calls it."""
        if customer not in self.customers:
            return ()
        declared = self._read(customer)
        places = dict.fromkeys(_places(declared, workspace, _known_as(declared.estate, addresses)))
        return tuple(Line(place, self._origins.of(place)) for place in places)

    def _read(self, customer: CustomerId) -> "Declared":
        from reconciler.loading.configuration import load  # start-up time: not where there are no files

        assert self._configuration is not None
        if customer not in self._declared:
            self._declared[customer] = load(self._configuration, customer)
        return self._declared[customer]


def files_of(place: Located) -> Files:
    """Only where there is a ``reconciler.yaml``: nobody's home directory is looked through for one."""
    if not (place.root / HEAD).is_file():
        return Files(place.root, None, "no configuration is here, so no lines are named")
    from reconciler.loading.configuration import scan  # start-up time: not where there are no files

    try:
        configuration = scan(place.root)
    except InputInvalid as fault:
        return Files(place.root, None, f"the configuration cannot be read ({fault.what}), so no lines are named")
    if has_errors(configuration.findings):
        wrong = "the configuration cannot be read as a whole, so no lines are named: reconciler validate"
        return Files(place.root, None, wrong)
    return Files(place.root, configuration)


def _known_as(declared: Estate, addresses: Collection[PersonKey]) -> set[PersonKey]:
    return {*addresses, *declared.people_at(addresses)}


def _places(declared: "Declared", workspace: WorkspaceId, people: Collection[PersonKey]) -> Iterator[Place]:
    estate = declared.estate
    at = next((w for w, facts in estate.workspaces.items() if facts.was == workspace), workspace)
    for person in sorted(people & estate.seats_in(at).keys()):
        found = declared.places.of(("workspaces", at, "members", person))
        yield from [found] if found is not None else []
    if at == (default_of(estate) or BY_RULE):
        yield from _on_contracts(declared, people)


def _on_contracts(declared: "Declared", people: Collection[PersonKey]) -> Iterator[Place]:
    """S-02: whoever a contract names is in the default workspace by that."""
    for name, contract in sorted(declared.estate.contracts.items()):
        for section in ("services_admins", "support_contacts"):
            for person in sorted({*map(PersonKey, getattr(contract, section))} & {*people}):
                found = declared.places.of(("contracts", name, section, person))
                yield from [found] if found is not None else []
