"""What a second run of a province costs: with nothing changed, with one corrected cell, after a kill.

    python benchmarks/resume.py [counties]

Writes made-up primary schools, a file a county (100 by default), and makes a workbook of formulas of each, because that takes
no kernel; the call, the keys and the digests are those of any other document. Prints wall seconds and documents made.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

SCHOOLS = 20
HEADER = "年份,县区,学校名称,办学类型,城乡类型,在校生数（小学）,图书册数,教学及辅助用房面积,体育运动场地面积\n"


def main() -> None:
    counties = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory() as folder:
        tables, out = Path(folder) / "tables", Path(folder) / "out"
        tables.mkdir()
        rng = np.random.default_rng(12)
        for number in range(counties):
            write_county(tables, f"虚构{number:03}县", rng)
        run(tables, out, "killed after 60 s", kill_after=60)
        run(tables, out, "the rest of it")
        run(tables, out, "nothing changed")
        path = sorted(tables.iterdir())[counties // 2]
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(",2000,", ",2001,", 1), encoding="utf-8")
        run(tables, out, "one corrected cell")


def write_county(folder: Path, county: str, rng: np.random.Generator) -> None:
    """Schools of a county that does not exist."""
    rows = [
        f"2023,{county},{county}第{number}小学,小学,镇区,{students},2000,{students * 5},{students * 8}"
        for number, students in enumerate(rng.integers(60, 1500, SCHOOLS), 1)
    ]
    (folder / f"{county}.csv").write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")


def run(tables: Path, out: Path, said: str, kill_after: float = 0) -> None:
    """One call of the command line; what it made and how long it took."""
    words = ["run", "--data", tables, "--lang", "zh", "--format", "xlsx", "--out", out]
    command = [Path(sys.executable).with_name("junheng"), *map(str, words)]
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ})
    try:
        process.wait(kill_after or None)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    seconds = time.perf_counter() - start
    state = json.loads((out / "run.json").read_bytes()) if (out / "run.json").is_file() else {}
    whole = len(list((out / "records").glob("*[!e].json"))) if out.is_dir() else 0
    print(
        f"{said:20} {seconds:6.1f} s   made {state.get('made', 0)}, kept {state.get('kept', 0)}, whole {whole}",
        flush=True,
    )


if __name__ == "__main__":
    main()
