"""What must hold after every plan, whoever wrote it: sentences a customer asserts about its own workspaces.

Assertions in force are those in the state, together with new ones in the plan that brings them (D-21). People are
named by comparison keys, or by patterns with ``*``; a workspace by its id, or by a pattern: each workspace that fits
is judged by itself. Whoever is a member, or has an open invitation, sees a workspace that is not archived.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from reconciler.kinds.address import PersonKey
from reconciler.kinds.patterns import fits
from reconciler.kinds.personal import PERSONAL
from reconciler.kinds.seat import Role


@dataclass(frozen=True, slots=True)
class Never:
    """Nobody who fits ``person`` sees ``sees``, but for ``besides``."""

    person: str = field(metadata=PERSONAL)
    sees: str
    besides: tuple[str, ...] = field(default=(), metadata=PERSONAL)


@dataclass(frozen=True, slots=True)
class Only:
    """Nobody but ``people`` has the role, or any role where none is named, in ``within``."""

    within: str
    people: tuple[str, ...] = field(metadata=PERSONAL)
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class AtMost:
    """``members`` counts everybody in ``within``, admins too; ``admins`` its admins."""

    within: str
    members: int | None = None
    admins: int | None = None


@dataclass(frozen=True, slots=True)
class Assertion:
    """Exactly one of the three. ``reason`` is for readers: two that differ in it alone are one assertion."""

    never: Never | None = None
    only: Only | None = None
    at_most: AtMost | None = None
    reason: str | None = field(default=None, metadata=PERSONAL)

    @property
    def within(self) -> str:
        """The workspace, or the pattern of workspaces, that it is about."""
        if self.never is not None:
            return self.never.sees
        limited = self.only or self.at_most
        return limited.within if limited is not None else ""

    def concerns(self, workspace: str) -> bool:
        return fits(self.within, workspace)

    def said(self) -> str:
        """The claim as a sentence; the same for equal claims and no others."""
        if self.never is not None:
            besides = f" besides {', '.join(self.never.besides)}" if self.never.besides else ""
            return f"never {self.never.person} sees {self.never.sees}{besides}"
        if self.only is not None:
            role = f" as {self.only.role.value}" if self.only.role is not None else ""
            return f"only {', '.join(self.only.people)} in {self.only.within}{role}"
        most = self.at_most or AtMost("")
        pairs = ((most.members, "member"), (most.admins, "admin"))
        counts = [f"{n} {word}{'' if n == 1 else 's'}" for n, word in pairs if n is not None]
        return f"at most {' and '.join(counts)} in {most.within}"

    def renamed(self, old: str, new: str) -> "Assertion":
        """The same, after a workspace got another id (D-12): an assertion follows the workspace it names."""
        if self.within != old:
            return self
        if self.never is not None:
            return replace(self, never=replace(self.never, sees=new))
        if self.only is not None:
            return replace(self, only=replace(self.only, within=new))
        return replace(self, at_most=replace(self.at_most or AtMost(""), within=new))

    def readdressed(self, names: Mapping[PersonKey, PersonKey]) -> "Assertion":
        """The same, after people got another key (old to new, D-12): it follows the people it names."""

        def followed(people: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(sorted({names.get(PersonKey(p), p) for p in people}))

        if self.never is not None:
            person = names.get(PersonKey(self.never.person), self.never.person)
            return replace(self, never=Never(person, self.never.sees, followed(self.never.besides)))
        if self.only is not None:
            return replace(self, only=replace(self.only, people=followed(self.only.people)))
        return self


def together(first: Iterable[Assertion], second: Iterable[Assertion]) -> tuple[Assertion, ...]:
    """All of both, in a fixed order; where both say the same, the first one's words count."""
    by_claim = {a.said(): a for a in (*second, *first)}
    return tuple(by_claim[claim] for claim in sorted(by_claim))


def as_declared(assertion: Assertion) -> dict[str, object]:
    """The assertion as it is written in the files."""
    written: dict[str, object] = {}
    if assertion.never is not None:
        besides = {"except": list(assertion.never.besides)} if assertion.never.besides else {}
        written["never"] = {"person": assertion.never.person, "sees": assertion.never.sees, **besides}
    if assertion.only is not None:
        role = {"role": assertion.only.role.value} if assertion.only.role is not None else {}
        written["only"] = {**role, "in": assertion.only.within, "people": list(assertion.only.people)}
    if assertion.at_most is not None:
        counts = {"members": assertion.at_most.members, "admins": assertion.at_most.admins}
        written["at_most"] = {**{k: n for k, n in counts.items() if n is not None}, "in": assertion.at_most.within}
    return written if assertion.reason is None else {**written, "because": assertion.reason}
