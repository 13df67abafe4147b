"""What a second run of a province costs: with nothing changed, and with one corrected cell.

    python benchmarks/resume.py [counties]

Writes made-up primary schools, a file a county (100 by default). The first run makes stand-ins of the size of real HTML documents,
in both languages, because 200 real ones take an hour; everything else is the ordinary run. The second is the command itself, in
a process of its own, and finds what a second run finds. Prints wall and CPU seconds.
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
from types import SimpleNamespace

import numpy as np

from analysis import cli
from analysis.publish.units import making

SCHOOLS = 20
SIZE = 1_250_000  # bytes of a county's HTML appendix
HEADER = "年份,县区,学校名称,办学类型,城乡类型,在校生数（小学）,图书册数,教学及辅助用房面积,体育运动场地面积\n"


def main() -> None:
    counties = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory() as folder:
        tables, out = Path(folder) / "tables", Path(folder) / "out"
        tables.mkdir()
        rng = np.random.default_rng(12)
        for number in range(counties):
            write_county(tables, f"虚构{number:03}县", rng)
        words = ["run", "--data", str(tables), "--format", "html", "--out", str(out)]
        command = [str(Path(sys.executable).with_name("junheng")), *words]
        stand_in()
        timed("first run, stand-ins", lambda: call(words))
        timed("nothing changed", lambda: subprocess.run(command, check=True))
        path = sorted(tables.iterdir())[counties // 2]
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(",2000,", ",2001,", 1), encoding="utf-8")
        timed("one corrected cell, foretold", lambda: subprocess.run([*command, "--dry-run"], check=True))


def write_county(folder: Path, county: str, rng: np.random.Generator) -> None:
    """Schools of a county that does not exist."""
    rows = [
        f"2023,{county},{county}第{number}小学,小学,镇区,{students},2000,{students * 5},{students * 8}"
        for number, students in enumerate(rng.integers(60, 1500, SCHOOLS), 1)
    ]
    (folder / f"{county}.csv").write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")


def stand_in() -> None:
    """Documents without notebooks, of the size of real ones."""
    making.notebooks_of = lambda job: []
    making.tags_left_out = lambda job: set()
    making._view_of = lambda job: None
    making.build_appendix = lambda job, notebooks: SimpleNamespace(name=job.name, verdicts=())
    making.compose = lambda appendix: SimpleNamespace(json="")
    making.WRITERS["html"] = lambda page, path: path.write_text(
        f"<html>{page.name}{' ' * SIZE}</html>", encoding="utf-8"
    )


def call(words: list[str]) -> None:
    """The command line in this process, where documents are stand-ins."""
    os.environ["JUNHENG_JOBS"] = "1"
    sys.argv = ["junheng", "--quiet", *words]
    try:
        cli.main()
    except SystemExit as ended:
        assert not ended.code, ended.code


def timed(said: str, act: Callable[[], object]) -> None:
    start, before = time.perf_counter(), cpu()
    act()
    print(f"{said:30} {time.perf_counter() - start:6.1f} s wall, {cpu() - before:6.1f} s CPU", flush=True)


def cpu() -> float:
    """Processor seconds of this process and of those it has waited for."""
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main()
