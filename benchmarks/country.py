"""What a whole country's school table costs: reading it with every cell's place, and one county out of it.

    python benchmarks/country.py [rows] [files]

Writes made-up primary schools, thirty a county, in the wide shape of the template, into one file or several of whole counties.
Prints CPU seconds and peak memory of reading a quarter, a half and all of the rows (100,000 by default), each in a process of
its own (importing the program is not counted, its memory is); then how long the rows and the verdicts of one county take, in the
table of all counties and in one of this county alone.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.paths import USER_ROOT_VARIABLE
from analysis.show.county.view import open_view
from analysis.tables.catalogue.datasets import load_dataset

NAME = "own"
SCHOOLS = 30  # of a county
TIMES = 20  # counties judged once the first is


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    files = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    for count in (SCHOOLS, rows // 4, rows // 2, rows):
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder), count, files)
            environment = {**os.environ, USER_ROOT_VARIABLE: folder}
            subprocess.run([sys.executable, __file__, "--measure"], env=environment, check=True)


def write(folder: Path, count: int, files: int = 1) -> None:
    """CSV files of `count` primary schools together."""
    rng = np.random.default_rng(0)
    number = np.arange(count)
    students = rng.integers(200, 1500, count)
    each = students * rng.uniform(0.8, 1.2, (8, count))
    columns = {
        "统计年度": 2023,
        "县区代码": [f"X{k // SCHOOLS:05d}" for k in number],
        "县区名称": [f"第{k // SCHOOLS}县" for k in number],
        "学校名称": [f"第{k}小学" for k in number],
        "学校标识码": [f"S{k:07d}" for k in number],
        "办学类型": "小学",
        "城乡类型": np.where(number % 3, "城区", "乡村"),
        "小学在校生数": students,
        "小学班级数": students // 40 + 1,
        "小学专任教师": (each[0] / 15).round().astype(int) + 2,
        "小学高于规定学历教师数": (each[1] / 28).round().astype(int) + 1,
        "小学骨干教师": (each[2] / 90).round().astype(int),
        "小学体育、艺术专任教师数": (each[3] / 90).round().astype(int) + 1,
        "教学及辅助用房面积（㎡）": (each[4] * 5).round(1),
        "室内体育用房面积（㎡）": (each[5] / 4).round(1),
        "体育运动场地面积（㎡）": (each[6] * 8).round(1),
        "教学仪器设备资产值（万元）": (each[7] * 0.22).round(2),
        "网络多媒体教室（间）": students // 40 + 2,
    }
    size = -(-count // (files * SCHOOLS)) * SCHOOLS  # of a file: whole counties
    for file, first in enumerate(range(0, count, size)):
        part = pd.DataFrame(columns).iloc[first : first + size]
        part.to_csv(folder / f"country{file:03d}.csv", index=False, encoding="utf-8")


def measure() -> None:
    seconds, table = timed(lambda: load_dataset(NAME))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    county, year = table.counties[-1], table.years[-1]
    once, _ = timed(lambda: open_view(NAME, county, year, "en").verdict)  # reads the standard, too
    again, _ = timed(lambda: [open_view(NAME, one, year, "en").verdict for one in table.counties[:TIMES]])
    print(
        f"{len(table.rows):>9} rows: read in {seconds:6.1f} CPU s, {peak:5.0f} MiB, {len(table.provenance.notes)} notes; "
        f"a county of {len(table.counties)}: first {once:.2f} s, then {again / min(TIMES, len(table.counties)):.3f} s",
        flush=True,
    )


def timed(work: Callable[[], object]) -> tuple[float, object]:
    start = time.process_time()
    made = work()
    return time.process_time() - start, made


if __name__ == "__main__":
    measure() if "--measure" in sys.argv else main()
