"""Imports point down: each room of src/analysis knows only the rooms below it."""

import ast
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src"
PACKAGE = "analysis"
ROOMS = ("formulas", "tables", "rules", "insight", "show", "publish", "cli")  # bottom up
GROUND_FLOOR = ("errors", "language", "paths", "schema")  # open to every room but formulas
FORMULAS_MAY_USE = {"numpy", "scipy", *sys.stdlib_module_names}


def read_modules(source: Path) -> dict[str, ast.Module]:
    """Dotted name and syntax tree of every module below ``source``; a package goes by its folder's name."""
    modules = {}
    for path in sorted(source.rglob("*.py")):
        parts = path.relative_to(source).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        modules[name] = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    return modules


def packages_of(source: Path) -> set[str]:
    return {".".join(path.parent.relative_to(source).parts) for path in source.rglob("__init__.py")}


def absolute(statement: ast.ImportFrom, importer: str, is_package: bool) -> str:
    """Dotted name an import statement starts from, relative dots resolved."""
    if not statement.level:
        return statement.module or ""
    parts = importer.split(".")
    kept = parts[: len(parts) - statement.level + is_package]
    return ".".join([*kept, *([statement.module] if statement.module else [])])


def imported_names(tree: ast.Module, importer: str, is_package: bool) -> Iterator[str]:
    """Everything a module imports, wherever the statement stands; ``from a import b`` gives ``a.b``."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(names=names):
                origin = absolute(node, importer, is_package)
                yield from (f"{origin}.{alias.name}" for alias in names)
            case ast.Call(
                func=ast.Name(id="import_module") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield name


def nearest_module(name: str, modules: dict[str, ast.Module]) -> str:
    """The module a dotted name lives in; the name itself when it is nobody's here."""
    parts = name.split(".")
    prefixes = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((prefix for prefix in prefixes if prefix in modules), name)


def import_graph(source: Path) -> dict[str, set[str]]:
    """For each module the modules it imports: ours by their full name, others as written."""
    modules, packages = read_modules(source), packages_of(source)
    return {
        importer: {
            nearest_module(name, modules) for name in imported_names(tree, importer, is_package=importer in packages)
        }
        for importer, tree in modules.items()
    }


def floor(module: str) -> int | None:
    """Number of the room a module is in: 0 the ground floor, 8 the door ``__main__``; None when it has no room."""
    room = module.split(".")[1] if "." in module else None
    if room is None or room in GROUND_FLOOR:
        return 0
    if room == "__main__":
        return len(ROOMS) + 1
    return ROOMS.index(room) + 1 if room in ROOMS else None


def is_ours(module: str) -> bool:
    return module.split(".")[0] == PACKAGE


def complaint(importer: str, imported: str) -> str | None:
    """What is wrong with one import, or None."""
    here, there = floor(importer), floor(imported) if is_ours(imported) else 0
    if here is None:
        return f"{importer} is in none of the rooms {', '.join(ROOMS)}"
    if there is None:
        return f"{importer} imports {imported}, which is in none of the rooms"
    if here == 1 and not (is_ours(imported) and there == 1) and imported.split(".")[0] not in FORMULAS_MAY_USE:
        return f"{importer} imports {imported}: formulas take arrays and know only numpy and scipy"
    if is_ours(imported) and there > here:
        return f"{importer} (floor {here}) imports {imported} (floor {there}): imports point down"
    return None


def complaints(source: Path) -> list[str]:
    """Every import that points up, leaves the formulas, or closes a circle."""
    graph = import_graph(source)
    found = [complaint(importer, imported) for importer, targets in graph.items() for imported in sorted(targets)]
    found += [complaint(importer, importer) for importer, targets in graph.items() if not targets]
    try:
        TopologicalSorter({module: targets - {module} for module, targets in graph.items()}).prepare()
    except CycleError as circle:
        found.append("imports run in a circle: " + " → ".join(reversed(circle.args[1])))
    return [text for text in found if text]


def build_tree(root: Path, **contents: str) -> Path:
    """A made-up package: keyword ``tables__schools`` becomes analysis/tables/schools.py."""
    for name, text in {"__init__": "", **contents}.items():
        parts = [name] if name.startswith("__") else name.split("__", maxsplit=1)
        path = root.joinpath(PACKAGE, *parts).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.write_text(text, encoding="utf-8")
    return root


def test_every_import_points_down_and_none_runs_in_a_circle():
    assert complaints(SOURCE) == []


@pytest.mark.parametrize(
    "statement",
    [
        "from analysis.rules.verdict import judge",
        "from analysis.rules import verdict",
        "import analysis.rules.verdict",
        "from ..rules import verdict",
        "def load():\n    from analysis.rules.verdict import judge\n    return judge",
        "import importlib\nlazy = importlib.import_module('analysis.rules.verdict')",
    ],
)
def test_an_import_from_a_higher_room_is_found_and_both_modules_are_named(tmp_path, statement):
    source = build_tree(tmp_path, rules__verdict="def judge(): ...", tables__schools=statement)
    assert complaints(source) == [
        "analysis.tables.schools (floor 2) imports analysis.rules.verdict (floor 3): imports point down"
    ]


@pytest.mark.parametrize("module", ["pandas", "analysis.errors", "analysis.tables.schools"])
def test_formulas_may_import_nothing_but_numpy_scipy_and_each_other(tmp_path, module):
    source = build_tree(
        tmp_path, errors="", tables__schools="", formulas__trend="", formulas__balance=f"import {module}"
    )
    assert [text.split(":")[0] for text in complaints(source)] == [f"analysis.formulas.balance imports {module}"]


def test_neighbours_that_import_each_other_are_found(tmp_path):
    source = build_tree(
        tmp_path,
        tables__schools="from analysis.tables import facts",
        tables__facts="def read():\n    from analysis.tables.schools import load",
    )
    (circle,) = complaints(source)
    assert "analysis.tables.schools → analysis.tables.facts" in circle
    assert "analysis.tables.facts → analysis.tables.schools" in circle


def test_a_module_outside_the_rooms_is_found(tmp_path):
    source = build_tree(tmp_path, gadgets__drawer="import math", cli__main="from analysis.gadgets.drawer import x")
    assert any(text.startswith("analysis.gadgets.drawer is in none of the rooms") for text in complaints(source))


def test_a_house_with_imports_pointing_down_passes(tmp_path):
    source = build_tree(
        tmp_path,
        errors="from analysis.language import Words",
        language="",
        formulas__balance="import math\nimport numpy.linalg\nfrom scipy import stats\nfrom . import trend",
        formulas__trend="",
        tables__schools="import pandas\nfrom analysis import errors, __version__",
        cli__main="from analysis.publish.batch import run\nfrom analysis.formulas.balance import cv",
        publish__batch="from analysis.tables.schools import load",
        __main__="from analysis.cli.main import app",
    )
    assert complaints(source) == []
