"""Break a room on purpose and count what its tests catch (变异测试).

    pip install cosmic-ray
    python benchmarks/mutants.py formulas --sample 120
    python benchmarks/mutants.py rules --sample 120 --seed 7

cosmic-ray lists every small change it could make to src/analysis/ROOM: a comparison turned, a number moved by one, an
operator exchanged. A sample of them is tried one at a time, in a clone of the last commit, against tests/ROOM. What
survives is printed: either the change means nothing, or a test is missing.
"""

import argparse
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
#: Types in annotations are never evaluated, and a decorator taken off is found by importing: neither is worth a run.
SKIPPED = ("BitOr", "RemoveDecorator")
CONFIG = """
[cosmic-ray]
module-path = "src/analysis/{room}"
timeout = 120.0
excluded-modules = []
test-command = "{python} -m pytest -q -x -p no:cacheprovider tests/{room}"
[cosmic-ray.distributor]
name = "local"
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("room")
    parser.add_argument("--sample", type=int, default=40)
    parser.add_argument("--seed", type=int, default=2026)
    chosen = parser.parse_args()
    tool = shutil.which("cosmic-ray") or sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        clone, config, session = Path(folder) / "clone", Path(folder) / "config.toml", Path(folder) / "session.sqlite"
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        shared = ROOT.parent / "shared"
        if shared.is_dir():
            (Path(folder) / "shared").symlink_to(shared)
        config.write_text(CONFIG.format(room=chosen.room, python=sys.executable), encoding="utf-8")
        environment = os.environ | {"PYTHONPATH": str(clone / "src")}
        for verb in ("init", "exec"):
            subprocess.run([tool, verb, config, session], cwd=clone, env=environment, check=True)
            if verb == "init":
                print(f"{chosen.room}: {keep_sample(session, chosen.sample, chosen.seed)} possible mutants", flush=True)
        report(session)


def keep_sample(session: Path, size: int, seed: int) -> int:
    """Leave a random sample of the mutants in the session; gives how many there were to choose from."""
    with sqlite3.connect(session) as database:
        listed = (
            "select job_id, operator_name from mutation_specs order by module_path, start_pos_row, start_pos_col, 2"
        )
        jobs = [job for job, operator in database.execute(listed) if not any(word in operator for word in SKIPPED)]
        kept = random.Random(seed).sample(jobs, min(size, len(jobs)))
        marks = ", ".join("?" * len(kept))
        for table in ("mutation_specs", "work_items"):
            database.execute(f"delete from {table} where job_id not in ({marks})", kept)
    return len(jobs)


def report(session: Path) -> None:
    """How many were caught, and the changes that no test noticed."""
    found = sqlite3.connect(session).execute(
        "select module_path, start_pos_row, test_outcome, diff from mutation_specs natural join work_results"
    )
    rows = list(found)
    survived = [row for row in rows if "SURVIVED" in str(row[2])]
    print(f"{len(rows)} tried, {len(rows) - len(survived)} caught, {len(survived)} survived")
    for path, line, _, diff in survived:
        changed = [text for text in diff.splitlines() if text[:1] in "+-" and text[:3] not in ("---", "+++")]
        print(f"\n{path}:{line}", *changed, sep="\n")


if __name__ == "__main__":
    main()
