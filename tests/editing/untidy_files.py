"""Files as people write them: keys in any order, comments and blanks anywhere, lists and braces in every style."""

from collections.abc import Callable

from hypothesis import strategies as st

_PEOPLE = ("ana@contoso.com", "Ben@Contoso.com", "'kai@CONTOSO.com'", '"ida@contoso.com"', "dev@Partner.example")
_FACTS = {
    "name": ("Azure", "'it''s # no comment'", '"a # b"', ">-\n{}  folded # no comment\n{}  and more", "two\n{}  lines"),
    "purpose": ("cloud", '"in quotes\n{}  that go on   \n{}  # here"'),
    "protect": ("true",),
    "default": ("false",),
    "was": ("old-id",),
    "account_policy": ("{by: mia@Contoso.com, because: customer_choice, personal_accounts: allow}",),
    "manage": ("{members: full, admins: add_only}", "full"),
    "benefits": ("{b: 2, a: 1}", "{b: 2,\n{}    a: 1}"),
    "odd_key": ("1",),
}
_SAID = {"until": "2026-11-30", "ticket": "CHG-1", "sponsor": "mia@contoso.com", "role": "member", "reason": "'x: # y'"}


class Drawn:
    """One file, drawn line by line. Every comment has a number of its own, so that a lost one is missed."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.comments = 0
        self.lines: list[str] = []

    def chance(self, one_in: int) -> bool:
        return self.draw(st.integers(1, one_in)) == one_in

    def one_of(self, *choices: str) -> str:
        return self.draw(st.sampled_from(choices))

    def comment(self) -> str:
        self.comments += 1
        return f'# note {self.comments} it\'s "so" {{a, [b'

    def between(self, column: int) -> None:
        """What stands between two entries: mostly nothing."""
        in_a_text = self.lines[-1:] and "and more" in self.lines[-1]
        while self.chance(4):
            deeper = 0 if in_a_text else self.draw(st.sampled_from([0, 0, 0, 2, 4]))
            self.lines.append("" if self.chance(2) else " " * (column + deeper) + self.comment())

    def add(self, line: str) -> None:
        """A line, or several of which ``{}`` in the text stands for the indentation."""
        blanks = " " * self.draw(st.sampled_from([0, 0, 0, 1, 3]))
        comment = f" {self.comment()}" if self.chance(5) and not line.endswith("more") else ""
        self.lines += f"{line}{comment}{blanks}".split("\n")

    def some(self, names: list[str]) -> list[str]:
        chosen = [name for name in names if not self.chance(3)] or names[:1]
        return self.draw(st.permutations(chosen))

    def mapping(self, column: int, parts: dict[str, Callable[[int], None]]) -> None:
        for name in self.some(list(parts)):
            self.between(column)
            parts[name](column)

    def customer(self) -> None:
        self.mapping(
            0,
            {
                "customer": lambda _: self.add("customer: contoso"),
                "version": lambda _: self.add("version: 1"),
                "workspaces": lambda _: self.workspaces(),
                "people": lambda _: self.people(),
                "domains": lambda column: self.entries("domains", column, ["contoso.com", "b.example"]),
                "name": lambda _: self.add(f"name: {self.one_of('Contoso', *_FACTS['name'][:2])}"),
            },
        )

    def workspaces(self) -> None:
        self.add("workspaces:")
        step = self.draw(st.sampled_from([1, 2, 4]))
        for name in ("zeta", "alpha"):
            self.between(step)
            if self.chance(4):
                self.add(f"{' ' * step}{name}: {{members: [ana@Contoso.com], admins: [kai@contoso.com]}}")
                continue
            self.add(f"{' ' * step}{name}:")
            facts = {field: self.fact(field) for field in _FACTS}
            lists = {field: self.list_of(field) for field in ("admins", "members")}
            self.mapping(2 * step, {**facts, **lists})

    def fact(self, field: str) -> Callable[[int], None]:
        return lambda column: self.add(
            f"{' ' * column}{field}: {self.one_of(*_FACTS[field]).replace('{}', ' ' * column)}"
        )

    def list_of(self, field: str) -> Callable[[int], None]:
        return lambda column: self.entries(field, column, [*_PEOPLE[:3], "{group: sre}", ""])

    def entries(self, field: str, column: int, entries: list[str]) -> None:
        if self.chance(3):
            self.add(f"{' ' * column}{field}: [{', '.join(self.some(entries[:2]))}]")
            return
        self.add(f"{' ' * column}{field}:")
        inner = column + self.draw(st.sampled_from([0, 2]))
        for entry in self.some(entries):
            self.between(inner)
            if entry:
                self.add(f"{' ' * inner}- {entry}")
            else:
                self.person_entry(inner)

    def person_entry(self, column: int) -> None:
        said = self.some(["person", *_SAID])
        values = {**_SAID, "person": self.one_of(*_PEOPLE)}
        if self.chance(2):
            self.add(f"{' ' * column}- {{{', '.join(f'{key}: {values[key]}' for key in said)}}}")
            return
        for number, key in enumerate(said):
            if number:
                self.between(column + 2)
            self.add(f"{' ' * column}{'- ' if number == 0 else '  '}{key}: {values[key]}")

    def people(self) -> None:
        self.add("people:")
        for person in self.draw(st.permutations(_PEOPLE[:2])):
            self.between(2)
            self.add(f"  {person}: {{also: [old@Northwind.example], name: Ana}}")


@st.composite
def untidy_files(draw: st.DrawFn) -> bytes:
    """The bytes of a file of one or two documents."""
    drawn = Drawn(draw)
    drawn.between(0)
    if drawn.chance(3):
        drawn.add("---")
    drawn.customer()
    if drawn.chance(4):
        drawn.between(0)
        drawn.add("---")
        drawn.customer()
    drawn.between(0)
    text = drawn.one_of("\n", "\n", "\r\n").join(drawn.lines)
    return ("\ufeff" if drawn.chance(8) else "").encode() + text.encode() + drawn.one_of("\n", "\n\n\n", "").encode()
