"""The plan of the house: a room imports only from lower floors, and pure rooms touch nothing of the world."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import reconciler

HOUSE = Path(reconciler.__file__).parent
FLOORS = {
    "errors": 1,
    "findings": 1,
    "folders": 1,  # the one that touches the disk down here: stores and outboxes sync alike
    "kinds": 2,
    "rules": 3,
    "planning": 3,
    "ports": 4,
    "applying": 5,
    "history": 5.5,  # asks the journal in the words of applying
    "loading": 6,
    "stores": 6,
    "delivery": 6,
    "reporting": 6,
    "editing": 6.5,  # reads what it changes by loading
    "workflows": 7,
    "cli": 8,
    "__init__": 0,
    "__main__": 9,
}
PURE = ("errors", "findings", "kinds", "rules", "planning", "ports", "applying", "history", "reporting", "editing")
WORLD = frozenset(
    [
        "os",
        "sys",
        "time",
        "random",
        "secrets",
        "socket",
        "subprocess",
        "sqlite3",
        "shutil",
        "tempfile",
        "pathlib",
        "threading",
        "multiprocessing",
        "urllib",
        "http",
        "ssl",
        "signal",
        "fcntl",
        "getpass",
        "platform",
    ]
)
MODULES = sorted(HOUSE.rglob("*.py"))


def room_of(module: Path) -> str:
    return module.relative_to(HOUSE).parts[0].removesuffix(".py")


def imports_of(module: Path) -> Iterator[tuple[str, int]]:
    """Every module imported anywhere in a file, inside functions too, with its line."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from ((name if node.module == "reconciler" else node.module, node.lineno) for name in whole)


def name_of(module: Path) -> str:
    return str(module.relative_to(HOUSE.parent))


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_a_room_imports_only_from_lower_floors(module: Path) -> None:
    room = room_of(module)
    for imported, line in imports_of(module):
        parts = imported.split(".")
        if parts[0] != "reconciler" or len(parts) == 1 or parts[1].startswith("__"):
            continue
        assert parts[1] == room or FLOORS[parts[1]] < FLOORS[room], f"{name_of(module)}:{line} imports {imported}"


@pytest.mark.parametrize("module", [m for m in MODULES if room_of(m) in PURE], ids=name_of)
def test_a_pure_room_touches_neither_clock_disk_network_nor_environment(module: Path) -> None:
    for imported, line in imports_of(module):
        assert imported.split(".")[0] not in WORLD, f"{name_of(module)}:{line} imports {imported}"
    text = module.read_text(encoding="utf-8")
    assert "date.today(" not in text
    assert "datetime.now(" not in text
    assert "open(" not in text.replace(".open(", "").replace("_open(", "").replace("def open(", "")


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_no_file_is_over_300_lines(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) <= 300


def test_no_file_of_the_tests_is_over_300_lines_either() -> None:
    lines = {f.name: len(f.read_text(encoding="utf-8").splitlines()) for f in Path(__file__).parent.rglob("*.py")}

    assert {name: count for name, count in lines.items() if count > 300} == {}


def test_no_two_test_files_have_one_name() -> None:
    """Pytest imports them by their name alone: with two of one name the whole suite cannot be collected."""
    names = Counter(file.name for file in Path(__file__).parent.rglob("test_*.py"))

    assert [name for name, count in names.items() if count > 1] == []


def test_every_room_has_a_floor() -> None:
    assert {room_of(module) for module in MODULES} == set(FLOORS)


def test_there_are_no_circular_imports() -> None:
    """Within rooms too, typing included."""
    graph = {_dotted(m): {i for i, _ in imports_of(m) if i.startswith("reconciler.")} for m in MODULES}
    done: set[str] = set()
    path: list[str] = []

    def visit(module: str) -> None:
        assert module not in path, " -> ".join([*path, module])
        if module in done or module not in graph:
            return
        path.append(module)
        for imported in sorted(graph[module]):
            visit(imported)
        path.pop()
        done.add(module)

    for module in sorted(graph):
        visit(module)


def _dotted(module: Path) -> str:
    return ".".join(module.relative_to(HOUSE.parent).with_suffix("").parts).removesuffix(".__init__")


def test_rooms_below_the_command_line_neither_print_nor_exit() -> None:
    for module in MODULES:
        if room_of(module) in ("cli", "__main__"):
            continue
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in ("print", "sys.exit", "exit"), f"{name_of(module)}:{node.lineno}"
