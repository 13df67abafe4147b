"""What a second run of a province costs: with nothing changed, and with one corrected cell.

    python benchmarks/resume.py [counties] [--kills 50]

Writes made-up primary schools, a file a county (100 by default). The first run makes stand-ins of the size of real HTML documents,
in both languages, because 200 real ones take an hour; everything else is the ordinary run. The second is the command itself, in
a process of its own, and finds what a second run finds. Prints wall and CPU seconds.

With --kills, that many runs are killed at a random moment instead, each in a folder of its own, and resumed; prints how many
ended in the bytes of an undisturbed run, and how many documents were begun twice.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from analysis import cli
from analysis.publish.jobs import Job
from analysis.publish.units import making

SCHOOLS = 20
SIZE = 1_250_000  # bytes of a county's HTML appendix
HEADER = "年份,县区,学校名称,办学类型,城乡类型,在校生数（小学）,图书册数,教学及辅助用房面积,体育运动场地面积\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("counties", type=int, nargs="?", default=100)
    parser.add_argument("--kills", type=int, default=0)
    asked = parser.parse_args()
    counties = asked.counties
    with tempfile.TemporaryDirectory() as folder:
        tables, out = Path(folder) / "tables", Path(folder) / "out"
        tables.mkdir()
        rng = np.random.default_rng(12)
        for number in range(counties):
            write_county(tables, f"虚构{number:03}县", rng)
        words = ["run", "--data", str(tables), "--format", "html", "--out", str(out)]
        command = [str(Path(sys.executable).with_name("junheng")), *words]
        stand_in(Path(folder) / "begun")
        if asked.kills:
            kill_and_resume(asked.kills, tables, Path(folder))
            return
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


def kill_and_resume(kills: int, tables: Path, folder: Path) -> None:
    """Runs that are killed by the system at a random moment, and what the next call makes of their folders."""
    from analysis.tables.catalogue.datasets import load_dataset

    os.environ["JUNHENG_DATA"] = str(tables)
    load_dataset("own")  # every run below is a fork that has read the tables
    start, begun, moments = time.perf_counter(), folder / "begun", random.Random(50)
    os.waitpid(run_apart(tables, folder / "whole"), 0)
    usual, whole, documents = time.perf_counter() - start, contents(folder / "whole"), lines_of(begun)
    same = repeated = 0
    for number in range(kills):
        out = folder / f"killed-{number}"
        running, before = run_apart(tables, out), lines_of(begun)
        time.sleep(moments.uniform(0, usual))
        os.kill(running, signal.SIGKILL)
        os.waitpid(running, 0)
        os.waitpid(run_apart(tables, out), 0)
        same += contents(out) == whole
        repeated += lines_of(begun) - before - documents
        shutil.rmtree(out)
    share = repeated / (kills * documents)
    print(f"{kills} runs of {documents} documents killed: {same} ended in the same bytes, {share:.2%} were begun twice")


def run_apart(tables: Path, out: Path) -> int:
    """The command in a fork of this process; gives its number."""
    child = os.fork()
    if child == 0:
        try:
            call(["run", "--data", str(tables), "--format", "html", "--out", str(out)])
        finally:
            os._exit(0)
    return child


def contents(folder: Path) -> dict[str, str]:
    """Every file of a run by its digest, but those that know the clock."""
    paths = [path for path in folder.rglob("*") if path.is_file() and path.name not in ("run.json", ".lock")]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines()) if path.is_file() else 0


def stand_in(begun: Path) -> None:
    """Documents without notebooks, of the size of real ones; a line of a file for each that is begun."""

    def note(job: Job) -> list[str]:
        with begun.open("a", encoding="utf-8") as file:
            file.write(f"{job.name}\n")
        return []

    making.notebooks_of = note
    making.tags_left_out = lambda job: set()
    making._view_of = lambda job: None
    making.build_appendix = lambda job, notebooks: SimpleNamespace(name=job.name, verdicts=())
    making.compose = lambda appendix: SimpleNamespace(json='{"blocks": []}')
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
