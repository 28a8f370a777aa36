"""A plan that stays in its line of a plan file until somebody asks for more than what is known of it at once, as hardly
anybody does of thousands."""

from dataclasses import fields
from typing import Any, ClassVar

from reconciler.planning import canonical
from reconciler.planning.plan import CustomerPlan
from reconciler.planning.plan_lines import customer_from_plain

_FIELDS = frozenset(each.name for each in fields(CustomerPlan))
_let = object.__setattr__  # a plan is frozen, and this is its making


class OfALine(CustomerPlan):
    """``_known`` are the fields that never have to be read."""

    __slots__ = ("line",)

    line: bytes
    _known: ClassVar[frozenset[str]]

    def __new__(cls, **fields: Any) -> CustomerPlan:  # type: ignore[misc]  # no plan of a line
        """What ``replace`` makes of it is a plan like any other."""
        return CustomerPlan(**fields)

    def __getattr__(self, name: str) -> Any:
        """For a field that is not there yet."""
        if name not in _FIELDS:
            raise AttributeError(name)
        whole = self._read()
        for each in _FIELDS.difference(self._known):
            _let(self, each, getattr(whole, each))
        return getattr(self, name)

    def _read(self) -> CustomerPlan:
        return customer_from_plain(canonical.read(self.line))

    @classmethod
    def of(cls, line: bytes, **known: Any) -> CustomerPlan:
        """With what is known of it at once."""
        made = object.__new__(cls)
        _let(made, "line", line)
        for name, value in known.items():
            _let(made, name, value)
        return made
