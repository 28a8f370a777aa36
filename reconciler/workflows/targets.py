"""Which customers and workspaces were asked for."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from reconciler.errors import WrongUsage
from reconciler.findings import near_to
from reconciler.kinds.customer import CustomerId
from reconciler.kinds.workspace import WorkspaceId


class Targets(NamedTuple):
    """``workspaces`` maps each customer to the workspaces asked for, None for all of it."""

    workspaces: dict[CustomerId, frozenset[WorkspaceId] | None]
    whole: bool
    """Nothing was left out: what is missing is missing everywhere."""

    def only(self, customer: CustomerId) -> frozenset[WorkspaceId] | None:
        return self.workspaces[customer]

    def refuse_unknown(self, customer: CustomerId, *known: Iterable[WorkspaceId]) -> None:
        """WrongUsage, with the nearest name, for a workspace asked for that is in none of ``known``."""
        names = sorted({name for each in known for name in each})
        for workspace in sorted((self.workspaces.get(customer) or frozenset()) - set(names)):
            near = near_to(workspace, names)
            hint = f"did you mean {customer}/{near}?" if near else f"all of the customer: --target {customer}"
            raise WrongUsage(
                f"--target {customer}/{workspace}: there is no such workspace in the configuration or the state", hint
            )


def chosen(
    targets: Sequence[str], selected: Collection[CustomerId], declared: Collection[CustomerId], known: Collection[str]
) -> Targets:
    """From ``CUSTOMER`` and ``CUSTOMER/WORKSPACE``; WrongUsage, with the nearest name, for one that does not exist."""
    if not targets:
        return Targets(dict.fromkeys(sorted(selected)), len(selected) == len(declared))
    found: dict[CustomerId, frozenset[WorkspaceId] | None] = {}
    for target in targets:
        name, slash, workspace = target.partition("/")
        customer = CustomerId(name)
        if customer not in selected and name not in known:
            raise _no_such_customer(name, [*selected, *known])
        if slash and not workspace:  # a variable that was empty must not make the whole customer of it
            raise WrongUsage(f"--target {target}: the workspace is missing", f"all of the customer: --target {name}")
        before = found.get(customer, frozenset())
        both = None if before is None or not workspace else before | {WorkspaceId(workspace)}
        found[customer] = both
    return Targets(dict(sorted(found.items())), whole=False)


def _no_such_customer(name: str, names: Sequence[str]) -> WrongUsage:
    near = near_to(name, names)
    hint = f"did you mean {near}?" if near else "write --target CUSTOMER or --target CUSTOMER/WORKSPACE"
    return WrongUsage(f"--target {name}: there is no such customer in the configuration", hint)
