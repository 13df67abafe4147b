"""Many notebooks in a row: warm kernels against papermill's command, one loop and two side by side, and ploomber-engine.

python benchmarks/batch.py [--rounds 3] [--heavy 6] [--light 8]

Two kinds of notebooks: `heavy`, made here (a county's indicators over ten years, four figures, one of eight panels, three
models), and `light`, our own 01 to 04 of the data set demo-a in both languages. The contenders take turns in one call, so that a
machine that changes its pace does so for all; what is printed are processor seconds of a whole tree of processes,
wall time, memory, and ratios taken within a round. `bare` runs the same cells, each notebook in a fork of one warm process:
what is computed, without kernels. ploomber-engine, which does not isolate either, runs where it is installed.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat

from analysis.publish.kernels.preload import SINGLE_THREADED

ROOT = Path(__file__).resolve().parents[1]
OWN = ("01_data", "02_conditions", "03_balance", "04_distribution")
WORKERS = 2
Job = tuple[str, dict[str, object]]  # a notebook's path and its parameters

HEAVY = (
    "seed: int = 0",
    """import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
import statsmodels.api as sm
from scipy import stats""",
    """rng = np.random.default_rng(seed)
schools, years, names = 80, range(2014, 2024), [f"indicator {k}" for k in range(7)]
level = rng.lognormal(0, 0.3, (schools, 7))
rows = pd.concat(pd.DataFrame(level * rng.lognormal(0.02 * (y - 2014), 0.1, (schools, 7)), columns=names)
                 .assign(year=y, school=range(schools), students=rng.integers(50, 2000, schools)) for y in years)
rows["stage"] = np.where(rows["school"] % 3, "primary", "junior")""",
    """def cv(group):
    w = group["students"] / group["students"].sum()
    mean = (w.to_numpy()[:, None] * group[names]).sum()
    return np.sqrt((w.to_numpy()[:, None] * (group[names] - mean) ** 2).sum()) / mean
coefficients = rows.groupby(["year", "stage"])[["students", *names]].apply(cv)
coefficients.round(3)""",
    """coefficients.unstack("stage").plot(figsize=(7, 4), legend=False)
plt.title("coefficients of variation"); plt.tight_layout(); plt.show()""",
    """figure, panels = plt.subplots(2, 4, figsize=(10, 5))
for axes, name in zip(panels.flat, [*names, "students"]):
    axes.hist(rows[name], bins=30); axes.set_title(name)
figure.tight_layout(); plt.show()""",
    """sns.boxplot(data=rows, x="year", y=names[0], hue="stage"); plt.show()""",
    """latest = rows[rows["year"] == 2023]
ranks = latest.sort_values(names[1]); share = ranks["students"].cumsum() / ranks["students"].sum()
plt.plot(share, (ranks[names[1]] * ranks["students"]).cumsum()); plt.plot([0, 1], [0, 1e5]); plt.show()""",
    """ols = sm.OLS(latest[names[0]], sm.add_constant(latest[names[1:4]])).fit(cov_type="HC1")
wls = sm.WLS(latest[names[0]], sm.add_constant(latest[names[1:3]]), weights=latest["students"]).fit()
slope = stats.theilslopes(coefficients[names[0]].xs("primary", level="stage"), list(years))
print(ols.params.round(4).to_dict(), wls.params.round(4).to_dict(), [round(float(x), 5) for x in slope])""",
    """rows.groupby(["year", "stage"])[names].describe().T.round(2)""",
)


def heavy_notebook(folder: Path) -> Path:
    cells = [nbformat.v4.new_code_cell(source) for source in HEAVY]
    cells[0].metadata["tags"] = ["parameters"]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    path = folder / "county_heavy.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), path)
    return path


def jobs_of(kind: str, count: int, folder: Path) -> list[Job]:
    if kind == "heavy":
        return [(str(heavy_notebook(folder)), {"seed": seed}) for seed in range(count)]
    own = [(name, lang) for name in OWN for lang in ("zh", "en")]
    chosen = (own[place % len(own)] for place in range(count))
    return [(str(ROOT / "notebooks" / f"{name}.ipynb"), {"dataset": "demo-a", "lang": lang}) for name, lang in chosen]


def papermill_loop(jobs: list[Job], folder: Path) -> None:
    for number, (path, parameters) in enumerate(jobs):
        given = [word for name, value in parameters.items() for word in ("-p", name, str(value))]
        name = f"{threading.get_ident()}-{number}.ipynb"
        command = [sys.executable, "-m", "papermill", "--no-progress-bar", path, str(folder / name), *given]
        subprocess.run(command, check=True, capture_output=True)


def two_papermill_loops(jobs: list[Job], folder: Path) -> None:
    with ThreadPoolExecutor(WORKERS) as loops:
        list(loops.map(lambda first: papermill_loop(jobs[first::WORKERS], folder), range(WORKERS)))


def warm_kernels(jobs: list[Job], folder: Path, workers: int = WORKERS) -> None:
    from analysis.publish.execute import run_notebook

    def run(numbered: tuple[int, Job]) -> None:
        number, (path, parameters) = numbered
        nbformat.write(run_notebook(Path(path), parameters), folder / f"warm-{number}.ipynb")

    with ThreadPoolExecutor(workers) as threads:
        list(threads.map(run, enumerate(jobs)))


def one_warm_kernel_at_a_time(jobs: list[Job], folder: Path) -> None:
    warm_kernels(jobs, folder, workers=1)


def ploomber(jobs: list[Job], folder: Path) -> None:
    execute_notebook = importlib.import_module("ploomber_engine").execute_notebook  # no package of ours

    for number, (path, parameters) in enumerate(jobs):
        execute_notebook(path, folder / f"ploomber-{number}.ipynb", parameters=parameters, progress_bar=False)


def bare(jobs: list[Job], folder: Path) -> None:
    """The cells of each notebook in a fork of one warm process: what the kernels compute, and no kernel."""
    from analysis.publish.execute import shared_calls
    from analysis.publish.kernels.preload import ALWAYS, imported_by, load

    os.environ["MPLBACKEND"] = "agg"
    notebooks = [nbformat.read(path, as_version=4) for path, _ in jobs]
    sources = [cell.source for one in notebooks for cell in one.cells if cell.cell_type == "code"]
    load([*ALWAYS, *imported_by(sources)], [call for _, parameters in jobs for call in shared_calls(parameters)])
    for notebook, (_, parameters) in zip(notebooks, jobs, strict=True):
        if not (child := os.fork()):
            run_cells(notebook, parameters)
            os._exit(0)
        if os.waitpid(child, 0)[1]:
            sys.exit("a cell failed")


def run_cells(notebook: nbformat.NotebookNode, parameters: dict[str, object]) -> None:
    """The cells in this process; figures become PNG as in a kernel."""
    from matplotlib import pyplot

    names: dict[str, object] = {"display": lambda *_: None, "__name__": "bare"}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in notebook.cells:
            if cell.cell_type == "code":
                exec(cell.source, names)
                names |= parameters if "parameters" in cell.metadata.get("tags", ()) else {}
                for number in pyplot.get_fignums():
                    pyplot.figure(number).savefig(io.BytesIO(), format="png", bbox_inches="tight")
                pyplot.close("all")


CONTENDERS: dict[str, Callable[[list[Job], Path], None]] = {
    "papermill, one loop": papermill_loop,
    "papermill, two loops": two_papermill_loops,
    "ploomber-engine": ploomber,
    "junheng, one at a time": one_warm_kernel_at_a_time,
    "junheng, two at a time": warm_kernels,
    "bare": bare,
}
OURS, ALONE = "junheng, two at a time", "junheng, one at a time"


def measured(name: str, kind: str, count: int) -> dict[str, float]:
    """Processor and wall seconds a notebook, start-up included, and memory: the largest process, and all together."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, "--only", name, "--kind", kind, "--count", str(count), "--into", folder]
        start = time.perf_counter()
        process = subprocess.Popen(command, env={**os.environ, **(SINGLE_THREADED if name == "bare" else {})})
        done = threading.Event()
        peaks: list[float] = []
        watch = threading.Thread(target=_watch, args=(process.pid, done, peaks))
        watch.start()
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        done.set()
        watch.join()
    if status:
        sys.exit(f"{name} failed")
    cpu = used.ru_utime + used.ru_stime
    return {
        "cpu": cpu / count,
        "wall": wall / count,
        "largest": used.ru_maxrss / 1024,
        "together": max(peaks, default=0),
    }


def _watch(root: int, done: threading.Event, peaks: list[float]) -> None:
    while not done.wait(0.5):
        peaks.append(sum(_proportional_mib(pid) for pid in _tree(root)))


def _tree(root: int) -> Iterator[int]:
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parent = int(path.read_text().rpartition(")")[2].split()[1])
            parents.setdefault(parent, []).append(int(path.parent.name))
    waiting = [root]
    while waiting:
        yield (here := waiting.pop())
        waiting += parents.get(here, [])


def _proportional_mib(pid: int) -> float:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def compare(kind: str, count: int, rounds: int) -> None:
    names = [name for name in CONTENDERS if name != "ploomber-engine" or importlib.util.find_spec("ploomber_engine")]
    found: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in [*names]:
            try:
                found[name].append(measured(name, kind, count))
            except SystemExit as failed:  # ploomber-engine takes no picture that a cell shows as bytes, as ours do
                print(f"{kind}: {failed}, left out", flush=True)
                names.remove(name)
    print(
        f"\n{kind}: {count} notebooks a contender, {rounds} rounds in turn; seconds a notebook, medians; MiB, largest"
    )
    print(f"{'':24}{'cpu':>7}{'wall':>7}{'cpu ratio':>18}{'wall ratio':>18}{'largest':>9}{'together':>10}")
    for name in names:
        mine, ours = found[name], found[OURS]
        cpu, wall = (statistics.median(one[what] for one in mine) for what in ("cpu", "wall"))
        ratios = [_spread([a[what] / b[what] for a, b in zip(mine, ours, strict=True)]) for what in ("cpu", "wall")]
        memory = [max(one[what] for one in mine) for what in ("largest", "together")]
        print(f"{name:24}{cpu:7.2f}{wall:7.2f}{ratios[0]:>18}{ratios[1]:>18}{memory[0]:9.0f}{memory[1]:10.0f}")
    _overhead(found, kind, count)
    print(f"load of the machine over the last minutes: {os.getloadavg()}")


def _overhead(found: dict[str, list[dict[str, float]]], kind: str, count: int) -> None:
    """What a kernel costs beside its cells, without the start: how the processor time grows with the notebooks."""
    few, more = max(count // 3, 1), {}
    for name in (ALONE, "bare"):
        whole = statistics.median(one["cpu"] for one in found[name]) * count
        more[name] = (whole - measured(name, kind, few)["cpu"] * few) / (count - few)
    seconds = ", ".join(f"{name} {cpu:.2f}" for name, cpu in more.items())
    print(f"cpu seconds of one notebook more: {seconds}; overhead {more[ALONE] - more['bare']:.2f}")


def _spread(ratios: list[float]) -> str:
    return f"{statistics.median(ratios):.2f} ({min(ratios):.1f}-{max(ratios):.1f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--heavy", type=int, default=6, help="heavy notebooks a contender; 0 leaves them out")
    parser.add_argument("--light", type=int, default=8, help="light notebooks a contender; 0 leaves them out")
    for hidden in ("--only", "--kind", "--into"):
        parser.add_argument(hidden, help=argparse.SUPPRESS)
    parser.add_argument("--count", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.only:
        into = Path(asked.into)
        CONTENDERS[asked.only](jobs_of(asked.kind, asked.count, into), into)
        return
    print(json.dumps({"processors": os.cpu_count(), "python": sys.version.split()[0]}))
    for kind, count in (("heavy", asked.heavy), ("light", asked.light)):
        if count:
            compare(kind, count, asked.rounds)


if __name__ == "__main__":
    main()
