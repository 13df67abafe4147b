"""How long tables of one's own take to read: rows in three kinds of files by school code, in growing numbers.

    python benchmarks/own_tables.py [rows]

Prints CPU seconds and peak memory for a quarter, a half and all of the rows (100,000 section rows by default).
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.tables.sheets.reading import TableFile, read_files


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    for count in (rows // 4, rows // 2, rows):
        with tempfile.TemporaryDirectory() as folder:
            files = write(Path(folder), count)
            start = time.process_time()
            reading = read_files([TableFile(path) for path in files])
            seconds = time.process_time() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        found = (
            f"{len(reading.rows)} sections, {len(reading.problems.errors)} errors, {len(reading.problems.notes)} notes"
        )
        print(f"{count:>8} rows in {len(files)} files: {seconds:6.1f} CPU s, {peak:5.0f} MiB; {found}", flush=True)


def write(folder: Path, count: int) -> list[Path]:
    """Schools of made-up counties of thirty: rooms, students and teachers each in a file of their own."""
    rng = np.random.default_rng(0)
    number = np.arange(count)
    students = rng.integers(100, 1500, count)
    keys = {
        "统计年度": 2023,
        "县区名称": [f"第{k // 30}县" for k in number],
        "学校标识码": [f"S{k:07d}" for k in number],
    }
    name = {"学校名称": [f"第{k}小学" for k in number]}
    tables = {
        "学生": {**keys, **name, "小学在校生数": students, "小学班级数": students // 40 + 1},
        "教师": {**keys, "小学专任教师": students // 15 + 2, "小学骨干教师": students // 100},
        "条件": {
            **keys,
            **name,
            "办学类型": "小学",
            "教学及辅助用房面积": students * 5,
            "室内体育用房面积": students // 4,
        },
    }
    paths = []
    for what, columns in tables.items():
        paths.append(folder / f"{what}.csv")
        pd.DataFrame(columns).to_csv(paths[-1], index=False, encoding="utf-8")
    return paths


if __name__ == "__main__":
    main()
