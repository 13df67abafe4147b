"""pyproject.toml, constraints.txt and environment.yml describe one environment, and the code uses nothing else."""

import ast
import json
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
SUPPORTED = ("3.11.7", "3.12.1", "3.13.0", "3.14.0")
CONDA_NAMES = {"matplotlib-base": "matplotlib", "python-duckdb": "duckdb"}
# Words of pip and uv that name a place to download from; the brackets keep this file from matching itself.
ADDRESS = re.compile(r"[:]//|index[-_]url|find[-_]links|tool[.]uv[.]index|trusted[-_]host")

Bounds = dict[str, SpecifierSet]


def bounds(requirements: Iterable[str]) -> Bounds:
    parsed = [Requirement(text) for text in requirements]
    return {canonicalize_name(requirement.name): requirement.specifier for requirement in parsed}


def declared(*extras: str) -> Bounds:
    """What pyproject.toml asks for: the dependencies and the named extras."""
    return bounds([*PROJECT["dependencies"], *(text for extra in extras for text in EXTRAS[extra])])


def pins() -> dict[str, list[Requirement]]:
    """The lines of constraints.txt by distribution; one may have several, each for some Python versions."""
    found = defaultdict(list)
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        requirement = Requirement(line)
        found[canonicalize_name(requirement.name)].append(requirement)
    return found


def conda_environment() -> tuple[Bounds, list[str]]:
    """Bounds in environment.yml under the names Python uses, and the options of its pip section."""
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    (pip_section,) = (entry["pip"] for entry in listed if isinstance(entry, dict))
    from_conda = (re.fullmatch(r"(\S+)(?: (\S+))?", entry).groups() for entry in listed if isinstance(entry, str))
    conda = {CONDA_NAMES.get(name, name): SpecifierSet(bound or "") for name, bound in from_conda}
    options = [entry for entry in pip_section if entry.startswith("-")]
    return {**conda, **bounds(entry for entry in pip_section if entry not in options)}, options


@cache
def installed_places() -> dict[str, set[str]]:
    """Import name → distributions that provide it."""
    return {name: {canonicalize_name(text) for text in found} for name, found in packages_distributions().items()}


def imported_packages(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.split(".")[0]


def undeclared(tree: ast.AST, allowed: Iterable[str], own: Iterable[str] = ()) -> set[str]:
    """Imported packages that belong to no allowed distribution."""
    places, allowed = installed_places(), set(allowed)
    foreign = set(imported_packages(tree)) - sys.stdlib_module_names - {"analysis", *own}
    return {name for name in foreign if not places.get(name, {canonicalize_name(name)}) & allowed}


def read_code(path: Path) -> ast.Module:
    """Syntax tree of a module, or of a notebook's code cells one after another."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        text = "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "code")
    return ast.parse(text, filename=str(path))


@pytest.mark.parametrize("python", SUPPORTED)
def test_every_dependency_is_pinned_once_within_its_bounds(python):
    here = {"python_version": ".".join(python.split(".")[:2]), "python_full_version": python}
    for name, bound in declared(*EXTRAS).items():
        pinned = [pin for pin in pins()[name] if pin.marker is None or pin.marker.evaluate(here)]
        assert len(pinned) == 1, f"constraints.txt pins {name} {len(pinned)} times for Python {python}; run `make lock`"
        (version,) = pinned[0].specifier
        assert version.operator == "==", f"constraints.txt must name one exact version: {pinned[0]}"
        assert bound.contains(version.version), (
            f"{pinned[0]} is outside pyproject.toml's {name}{bound}; run `make lock`"
        )


def test_conda_users_get_the_same_packages_within_the_same_bounds():
    conda, options = conda_environment()
    assert conda.pop("python") == SpecifierSet(PROJECT["requires-python"])
    assert conda.pop("pip") == SpecifierSet()
    assert conda == declared("lab", "dev")
    assert options == ["--editable ."]


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt", "environment.yml", "bootstrap.py", "Makefile"])
def test_no_index_address_is_written_down(name):
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    links = False  # the project's own links in [project.urls] are no place to install from
    for line in lines:
        links = line == "[project.urls]" if line.startswith("[") else links
        assert links or not ADDRESS.search(line), f"{name} names a place to download from: {line}"


def own_modules(folder: str) -> set[str]:
    """What code outside src may import beside packages: its neighbours, the tests' folders, and the scripts that made a data set or its answers."""
    if folder not in ("tests", "benchmarks"):
        return set()
    beside = [*(ROOT / "data" / "raw").rglob("*.py"), *(ROOT / "conformance").glob("*.py"), ROOT / "bootstrap.py"]
    scripts = [*(ROOT / folder).rglob("*.py"), *beside]
    rooms = [path for path in (*(ROOT / folder).iterdir(), *(ROOT / "tests").iterdir()) if path.is_dir()]
    return {path.stem for path in scripts + rooms}


@pytest.mark.parametrize(
    ("folder", "extras"),
    [
        ("src", ("cluster", "lab")),
        ("notebooks", ()),
        ("tests", ("lab", "dev", "cluster")),
        ("benchmarks", ("lab", "dev", "bench")),
    ],
)
def test_code_imports_only_declared_packages(folder, extras):
    missing = {
        path.relative_to(ROOT).as_posix(): names
        for path in [*(ROOT / folder).rglob("*.py"), *(ROOT / folder).rglob("*.ipynb")]
        if (names := undeclared(read_code(path), declared(*extras), own_modules(folder)))
    }
    assert not missing, f"imported, but not declared in pyproject.toml: {missing}"


def test_an_optional_package_is_imported_only_where_it_is_asked_for():
    optional = {"distributed", "dask", "ipywidgets"}
    found = {
        path.name: names
        for path in (ROOT / "src").rglob("*.py")
        if (names := optional & {name for node in read_code(path).body for name in imported_packages_of(node)})
    }
    assert not found


def imported_packages_of(statement: ast.stmt) -> list[str]:
    """The packages a statement imports when its module is imported: not those inside a function."""
    is_function = isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    return [] if is_function else list(imported_packages(statement))


def test_a_package_that_only_another_package_needs_counts_as_undeclared():
    code = ast.parse(
        "import numpy.linalg, os\nfrom analysis.tables import schools\ndef draw():\n    import contourpy, yaml"
    )
    assert undeclared(code, declared()) == {"contourpy", "yaml"}
    assert undeclared(code, declared("dev")) == {"contourpy"}
