"""The manifest (清单): what was made from what, by sha256, and whether a folder still is what its manifest says.

Schema 2: what schema 1 had is there under the same names. `made_with` says source, notebooks, standards, conventions,
choices and versions, `beside` the files that belong to no single document, and a document its recipe, parameters, key and
where it failed: with less, a folder cannot be held against what it was made from.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from analysis import __version__, paths
from analysis.errors import JunhengError, UsageError
from analysis.language import Words
from analysis.publish.batch import Outcome
from analysis.publish.inputs import digests_of
from analysis.publish.run_state import NAME as RUN_STATE
from analysis.publish.unchanged import MANIFEST
from analysis.publish.units import digest, surroundings
from analysis.publish.units.records import FOLDER, Record, as_json, write_aside
from analysis.rules.conventions import Conventions

SCHEMA = 2
BESIDE = ("index.html", "explore.html", "failures.csv", "key_figures.csv", "key_figures.parquet")
_UNLISTED = (MANIFEST, RUN_STATE)  # the manifest itself, and the one file that knows the clock
Digests = Mapping[str, str]


def write_manifest(outcomes: Sequence[Outcome], out: Path) -> Path:
    """What was made from what and what it judges: digests, lines, failures with their reason; no clock, no path."""
    beside = [*BESIDE, *(f"{FOLDER}/{outcome.job.name}.json" for outcome in outcomes)]
    sources = {one.job.dataset: one.job.recipe.scope for one in outcomes}
    manifest = {
        "schema": SCHEMA,
        "product": f"junheng {__version__}",
        "inputs": {name: digests_of(name, sources[name]) for name in sorted(sources)},
        "scopes": dict(sorted(sources.items())),
        "made_with": made_with(),
        "beside": {name: digest.of_file(out / name) for name in beside if (out / name).is_file()},
        "documents": [_without_key_figures(outcome.record) for outcome in outcomes],
    }
    return write_aside(out / MANIFEST, as_json(manifest))


def _without_key_figures(record: Record) -> Record:
    """They stand in the table of all documents."""
    return {name: value for name, value in record.items() if name != "key_figures"}


def made_with() -> dict[str, Any]:
    """What everything rests on beside its data."""
    root = paths.user_root()
    own = sorted((root / "standards").glob("*.toml")) if root else []
    standards = [*sorted(paths.STANDARDS.glob("*.toml")), *own]
    return {
        "source": {"analysis": surroundings.source()},
        "notebooks": {path.stem: surroundings.notebook(path) for path in sorted(paths.NOTEBOOKS.glob("[0-9]*.ipynb"))},
        "standards": {path.name: digest.of_file(path) for path in standards},
        "conventions": {name: str(value) for name, value in asdict(Conventions()).items()},
        "choices": dict(surroundings.choices()),
        "versions": dict(surroundings.versions()),
    }


@dataclass(frozen=True)
class Difference:
    """One way in which a folder, its inputs or the program are no longer what a manifest says.

    of : "outputs", "inputs of NAME", "source", "versions" …
    """

    of: str
    name: str
    kind: Literal["missing", "changed", "extra"]


def verify(out: Path) -> list[Difference]:
    """Everything in which a folder, its inputs, the standards or the program differ from its manifest.

    UsageError where there is no manifest, one of another schema, or one of a reader's own folder that nobody names.
    """
    manifest = _read(out)
    _check_at_hand(manifest)
    files = dict(manifest["beside"])
    for document in manifest["documents"]:
        files |= document["files"] | document["beside"]
    found = list(_differences("outputs", files, _outputs(out, files)))
    for name, recorded in manifest["inputs"].items():
        found += _differences(f"inputs of {name}", recorded, _inputs_now(name, manifest["scopes"][name]))
    now = made_with()
    for part, recorded in manifest["made_with"].items():
        if part == "choices":  # of that call: they are told, and nothing is held against this one's
            continue
        found += _differences(part, recorded, now[part])
    return found


def _read(out: Path) -> dict[str, Any]:
    path = out / MANIFEST
    expected = Words(f"schema = {SCHEMA}的{MANIFEST}", f"a {MANIFEST} of schema {SCHEMA}")
    if not path.is_file():
        raise UsageError.at(str(out), Words("没有清单", "there is no manifest"), expected)
    try:
        manifest = json.loads(path.read_bytes())
        schema = manifest.get("schema")
    except (ValueError, AttributeError) as broken:
        raise UsageError.at(str(path), Words("不是清单", "is no manifest"), expected) from broken
    if schema != SCHEMA:
        raise UsageError.at(str(path), Words(f"schema = {schema}", f"schema {schema}"), expected)
    return manifest


def _outputs(out: Path, listed: Digests) -> Digests:
    """The files of a folder as they are now: those listed, and others that lie beside them."""
    folders = {out, out / FOLDER, *((out / name).parent for name in listed)}
    there = (path for folder in folders for path in folder.glob("*") if path.is_file())
    names = {path.relative_to(out).as_posix(): path for path in there if not path.name.startswith(".")}
    return {name: digest.of_file(path) for name, path in names.items() if name in listed or name not in _UNLISTED}


def _check_at_hand(manifest: Mapping[str, Any]) -> None:
    """Where all files of a source are out of reach, its folder is not named: no file of it is missing."""
    for name, recorded in manifest["inputs"].items():
        if recorded and not paths.user_root() and not {*recorded} & {*_inputs_now(name, manifest["scopes"][name])}:
            files = "、".join([*recorded][:3]), ", ".join([*recorded][:3])
            found = Words(
                f"读自自有文件夹（{files[0]}等{len(recorded)}个文件），现在没有指明该文件夹",
                f"was read from a folder of your own ({len(recorded)} file(s): {files[1]} …), which is not named now",
            )
            raise UsageError.at(name, found, Words("--data 该文件夹", "--data FOLDER"))


def _inputs_now(name: str, scope: str) -> Digests:
    """The inputs as they are now; none of a data set that is not at hand."""
    try:
        return digests_of(name, scope)
    except (JunhengError, StopIteration, OSError):
        return {}


def _differences(of: str, recorded: Digests, now: Digests) -> Iterator[Difference]:
    for name in sorted({*recorded, *now}):
        if name not in now:
            yield Difference(of, name, "missing")
        elif name not in recorded:
            yield Difference(of, name, "extra")
        elif recorded[name] != now[name]:
            yield Difference(of, name, "changed")
