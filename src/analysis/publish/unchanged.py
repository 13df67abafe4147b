"""Whether anything has changed since the last run of a folder (有无变化), asked before anything heavy is read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.errors import UsageError
from analysis.language import Words
from analysis.publish.run_state import last_run
from analysis.publish.units import digest

MANIFEST = "manifest.json"
Documents = list[Mapping[str, Any]]


def unchanged(out: Path, read: str) -> Documents | None:
    """The documents of a folder whose last run was asked for the same, read the same and lacks nothing; else None.

    read : digest of everything the run could read and was asked for
    """
    last = last_run(out)
    if last.get("state") != "done" or last.get("read") != read:
        return None
    try:
        manifest = json.loads((out / MANIFEST).read_bytes())
        documents = manifest["documents"]
        if any(one["failure"] and not one["failure"]["is_refused"] for one in documents):
            return None
        files = dict(manifest["beside"])
        for one in documents:
            files |= one["files"]
            files |= one["beside"]
        return documents if all(digest.of_file(out / name) == wanted for name, wanted in files.items()) else None
    except (OSError, ValueError, KeyError):
        return None


def documents_of(out: Path) -> Documents:
    """The documents that a folder's manifest lists; UsageError where there is none."""
    try:
        return json.loads((out / MANIFEST).read_bytes())["documents"]
    except (OSError, ValueError, KeyError) as missing:
        expected = Words(f"{MANIFEST}", f"a {MANIFEST}")
        raise UsageError.at(str(out), Words("不是结果文件夹", "is no folder of a run"), expected) from missing
