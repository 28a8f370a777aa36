"""The mutants that mutmut makes of a file: each is the file with one word, constant, operator or argument changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

import libcst as cst
from mutmut.mutation.file_mutation import Mutation, create_mutations


@dataclass(frozen=True, eq=False)
class Mutant:
    """``function`` is the qualified name of what it changes. Its text is made when asked for: thousands are not."""

    file: Path
    function: str
    _module: cst.Module
    _mutation: Mutation

    def text(self) -> str:
        changed = self._module.deep_replace(self._mutation.original_node, self._mutation.mutated_node)
        assert isinstance(changed, cst.Module)
        return changed.code

    def unchanged(self) -> str:
        return self._module.code

    def lines(self) -> list[str]:
        """What it takes out and what it puts in, ``-`` or ``+`` before each line; the first is where."""
        was, now = self.unchanged().splitlines(), self.text().splitlines()
        _, _, *lines = unified_diff(was, now, n=0, lineterm="")
        return lines

    def places(self) -> set[str]:
        """The lines that it changes, as they are numbered without it."""
        first, _, count = self.lines()[0].split()[1].removeprefix("-").partition(",")
        return {f"{self.file}:{int(first) + more}" for more in range(int(count or 1))}


def mutants_of(file: Path) -> list[Mutant]:
    """In the order of the file. Constants of a module and what is decorated are left as they are, as mutmut does."""
    module, mutations, *_ = create_mutations(str(file), file.read_text(encoding="utf-8"))
    named = dict(_functions(module.body))
    return [
        Mutant(file, named[each.contained_by_top_level_function], module, each)
        for each in mutations
        if each.contained_by_top_level_function in named
    ]


def _functions(body: Sequence[cst.CSTNode], within: str = "") -> Iterator[tuple[cst.CSTNode | None, str]]:
    for node in body:
        if isinstance(node, cst.FunctionDef):
            yield node, within + node.name.value
        elif isinstance(node, cst.ClassDef):
            yield from _functions(node.body.body, f"{within}{node.name.value}.")
