"""What a document depends on beside its county's data: source, notebooks, packages, standards, choices (运行环境摘要)."""

from __future__ import annotations

import json
import os
import platform
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path

from analysis import __version__, paths
from analysis.publish.units import digest

PRODUCT = "junheng"
CHOICES = {
    "JUNHENG_STANDARD": "",
    "JUNHENG_FIGURE_DPI": "200",
    "JUNHENG_PUBLIC_FROM": "",  # people from whom on a figure is shown; "" for the internal version
    "JUNHENG_PUBLIC_SCHOOLS": "",  # "code" where schools are not named
}  # handed to kernels by the environment; a run's defaults
FOLDERS = ("standards", "mappings", "reports")  # of a reader's own folder, beside the files that lie in it
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_PASSED_OVER = ("__pycache__",)


@cache
def source() -> str:
    """Of every file of the package: code, rules, terms, styles."""
    return digest.of_files(_package(), _files(_package()))


def notebook(path: Path) -> str:
    """Of a notebook's cells, without the outputs it is committed with; "" where it is not there, which running it tells."""
    if not path.is_file():
        return ""
    about = path.stat()
    return _notebook(path, about.st_mtime_ns, about.st_size)


@cache
def _notebook(path: Path, *_when: int) -> str:
    cells = json.loads(path.read_text(encoding="utf8"))["cells"]
    kept = [(cell["cell_type"], cell["source"], cell["metadata"]) for cell in cells]
    return digest.of_bytes(json.dumps(kept, ensure_ascii=False, sort_keys=True).encode())


@cache
def versions() -> Mapping[str, str]:
    """Python and every installed package that the product asks for, or that those ask for."""
    found, asked = {}, [PRODUCT]
    while asked:
        name = asked.pop()
        try:
            about = metadata.distribution(name)
        except metadata.PackageNotFoundError:  # of another system or Python
            continue
        found[name] = about.version
        needed = (_NAME.match(line) for line in about.requires or () if "extra ==" not in line)
        asked += [one for match in needed if match and (one := _canonical(match[0])) not in {*found, *asked}]
    found[PRODUCT] = __version__
    return {"python": platform.python_version(), **dict(sorted(found.items()))}


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def own_standards() -> str:
    """Of the standards in the reader's own folder."""
    return _of_folder("standards")


def own_files() -> str:
    """Of everything in the reader's own folder that a run may read."""
    root = paths.user_root()
    return digest.of_files(root, files_of(root)) if root else ""


def files_of(root: Path) -> list[Path]:
    """The files of a reader's folder: those that lie in it, and those of the folders that have a meaning."""
    beside = [path for path in root.iterdir() if path.is_file() and not path.name.startswith((".", "~$"))]
    below = [path for name in FOLDERS if (root / name).is_dir() for path in _files(root / name)]
    return sorted([*beside, *below])


@cache
def shipped_files() -> str:
    """Of the data that come with the project."""
    return digest.of_files(paths.RAW, _files(paths.RAW))


def _of_folder(name: str) -> str:
    root = paths.user_root()
    folder = root / name if root else None
    return digest.of_files(folder, _files(folder)) if folder and folder.is_dir() else ""


def choices() -> Mapping[str, str]:
    """What a call chose for everything it makes."""
    return {name: os.environ.get(name) or usual for name, usual in CHOICES.items()}


def of_everything(call: Mapping[str, object]) -> str:
    """Of all a run could read and of what it was asked for: where it is the same, nothing can have changed."""
    notebooks = {path.name: notebook(path) for path in sorted(paths.NOTEBOOKS.glob("[0-9]*.ipynb"))}
    recipes = digest.of_file(paths.APPENDICES)
    told = [source(), versions(), choices(), own_files(), shipped_files(), notebooks, recipes, dict(call)]
    root = paths.user_root()
    told.append(root.name if root else "")  # the folder's name stands on pages
    return digest.of_bytes(json.dumps(told, sort_keys=True).encode())


def _package() -> Path:
    return Path(paths.__file__).parent


def _files(folder: Path) -> Iterable[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and not {*path.parts} & {*_PASSED_OVER}]
