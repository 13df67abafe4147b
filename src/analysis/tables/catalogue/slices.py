"""The slice of a data set that a county's notebooks are given (数据切片): they then read nothing else of it.

A run cuts it once, and it travels to the process that makes the county's documents, on this machine or another.
"""

from __future__ import annotations

import os
import pickle
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from analysis.tables.catalogue.sources import Dataset
from analysis.tables.schools import SchoolTable

SLICE_VARIABLE = "JUNHENG_SLICE"  # a file that holds a slice; kernels inherit it by the environment


@dataclass(frozen=True)
class Slice:
    """One county of a data set.

    records : what the county states of itself, as rules/county_files knows it
    """

    dataset: Dataset
    table: SchoolTable
    records: Any

    def packed(self) -> bytes:
        return pickle.dumps(self, protocol=pickle.HIGHEST_PROTOCOL)


def carried(name: str) -> Slice | None:
    """The slice of a data set this process was given; None where it reads the data set itself."""
    path = os.environ.get(SLICE_VARIABLE, "")
    found = _unpacked(path) if path else None
    return found if found and found.dataset.id == name else None


@lru_cache(maxsize=1)
def _unpacked(path: str) -> Slice:
    return pickle.loads(Path(path).read_bytes())
