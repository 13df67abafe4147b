"""How many damaged tables are read right, named or refused, and whether any is wrong in silence or ends in a traceback.

    python benchmarks/bad_tables.py [tables] [first seed] [record] [--as-xls]

Each table is a small county with one to four kinds of damage out of tests/tables/damaged, read in a process that may have no
more than 1 GB of memory. With a record (a file to append to) a run that was stopped goes on where it was, and runs with other seeds
add up; what it holds is counted at the end. A table that kills its process is recorded as killed. As XLS they are saved by
LibreOffice, two hundred at a start, and their process has no limit, for it is LibreOffice's too.
"""

import resource
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from tables.damaged.old_workbooks import tried_as_xls
from tables.damaged.trial import tried

AT_ONCE, SAVED_AT_ONCE, A_PROCESS = 25, 200, 1000  # tables read together, saved and read together, and in one process
MEMORY = 10**9
OUTCOMES = ("right", "right, with a note", "named", "refused", "silent", "traceback", "killed")
MEMORY_DISK = Path("/dev/shm")
PART, AS_XLS = "--part", "--as-xls"


def main() -> None:
    if sys.argv[1:2] == [PART]:
        try_seeds(range(int(sys.argv[2]), int(sys.argv[3])), Path(sys.argv[4]))
        return
    given = [word for word in sys.argv[1:] if word != AS_XLS]
    tables, first = (int(word) for word in (*given[:2], *("100000", "1000000")[len(given[:2]) :]))
    with tempfile.TemporaryDirectory() as folder:
        record = Path(given[2]) if len(given) > 2 else Path(folder) / "record.tsv"
        for start in range(first, first + tables, A_PROCESS):
            in_a_process(range(start, min(start + A_PROCESS, first + tables)), record)
        tell(list(lines_of(record).values()))


def in_a_process(seeds: range, record: Path) -> None:
    """Some tables in a process of their own; where it dies, those it was at are tried one by one."""
    while left_of(seeds, record) and not process(seeds, record):
        for seed in left_of(seeds, record)[:AT_ONCE]:
            if not process(range(seed, seed + 1), record):
                keep(record, [[str(seed), "?", "killed", "", ""]])


def process(seeds: range, record: Path) -> bool:
    words = [sys.executable, __file__, PART, str(seeds.start), str(seeds.stop), str(record), *as_asked()]
    return subprocess.run(words).returncode == 0


def as_asked() -> list[str]:
    return [AS_XLS] if AS_XLS in sys.argv else []


def try_seeds(seeds: range, record: Path) -> None:
    attempt, at_once = (tried_as_xls, SAVED_AT_ONCE) if as_asked() else (tried, AT_ONCE)
    if not as_asked():
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    left = left_of(seeds, record)
    for batch in (left[k : k + at_once] for k in range(0, len(left), at_once)):
        with tempfile.TemporaryDirectory(dir=MEMORY_DISK if MEMORY_DISK.is_dir() else None) as folder:
            trials = attempt(batch, Path(folder))
        lines = [
            [
                str(one.seed),
                one.draft.ending,
                one.outcome,
                "; ".join(one.kinds),
                " | ".join(one.wrong[:3]).replace("\n", " "),
            ]
            for one in trials
        ]
        keep(record, lines)
        for line in lines:
            if line[2] in OUTCOMES[4:]:
                print(*line, flush=True)


def left_of(seeds: range, record: Path) -> list[int]:
    done = lines_of(record)
    return [seed for seed in seeds if str(seed) not in done]


def keep(record: Path, lines: list[list[str]]) -> None:
    with record.open("a", encoding="utf-8") as file:
        file.writelines("\t".join(line) + "\n" for line in lines)


def lines_of(record: Path) -> dict[str, list[str]]:
    """What a record holds, by seed: seed, ending, outcome, kinds of damage, what was wrong."""
    text = record.read_text("utf-8") if record.exists() else ""
    return {line.split("\t")[0]: line.split("\t") for line in text.splitlines()}


def tell(lines: list[list[str]]) -> None:
    """How many tables came to what, and the same by kind of damage (a table has several)."""
    total = Counter(line[2] for line in lines)
    print(f"{len(lines)} tables: " + ", ".join(f"{total[one]} {one}" for one in OUTCOMES))
    by_kind = {kind: Counter() for line in lines for kind in line[3].split("; ") if kind}
    for line in lines:
        for kind in filter(None, line[3].split("; ")):
            by_kind[kind][line[2]] += 1
    print("\n| damage | " + " | ".join(OUTCOMES) + " |\n|---|" + "---|" * len(OUTCOMES))
    for kind, found in sorted(by_kind.items()):
        print(f"| {kind} | " + " | ".join(str(found[one] or "") for one in OUTCOMES) + " |")


if __name__ == "__main__":
    main()
