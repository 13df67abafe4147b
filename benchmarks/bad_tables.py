"""How many damaged tables are read right, named or refused, and whether any is wrong in silence or ends in a traceback.

    python benchmarks/bad_tables.py [tables] [first seed] [record]

Each table is a small county with one to four kinds of damage out of tests/tables/damaged, read in a process that may have no
more than 1 GB of memory. With a record (a file to append to) a run that was stopped goes on where it was, and runs with other seeds
add up; what it holds is counted at the end. A table that kills its process is recorded as killed.
"""

import resource
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from tables.damaged.trial import tried

AT_ONCE, A_PROCESS = 25, 80  # tables read together, and how many times before a new process begins
MEMORY = 10**9
OUTCOMES = ("right", "right, with a note", "named", "refused", "silent", "traceback", "killed")
MEMORY_DISK = Path("/dev/shm")


def main() -> None:
    tables, first = (int(word) for word in (*sys.argv[1:3], "100000", "1000000")[:2])
    record = Path(sys.argv[3]) if len(sys.argv) > 3 else None
    lines = read(record)
    done = {line[0] for line in lines}
    seeds = [seed for seed in range(first, first + tables) if str(seed) not in done]
    batches = [seeds[k : k + AT_ONCE] for k in range(0, len(seeds), AT_ONCE)]
    for found in results(batches):
        lines += found
        if record:
            with record.open("a", encoding="utf-8") as file:
                file.writelines("\t".join(line) + "\n" for line in found)
        for line in found:
            if line[2] in OUTCOMES[4:]:
                print(*line, flush=True)
    tell(lines)


def results(batches: Iterable[list[int]]) -> Iterator[list[list[str]]]:
    """The lines of each batch; where a process dies, its tables are tried one by one."""
    pool = new_pool()
    for batch in batches:
        try:
            yield pool.submit(lines_of, batch).result()
        except BrokenProcessPool:
            for seed in batch:
                pool = new_pool()
                try:
                    yield pool.submit(lines_of, [seed]).result()
                except BrokenProcessPool:
                    yield [[str(seed), "?", "killed", "", ""]]
            pool = new_pool()


def new_pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, initializer=limit_memory, max_tasks_per_child=A_PROCESS)


def limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def lines_of(seeds: list[int]) -> list[list[str]]:
    """Seed, ending, outcome, kinds of damage, and what was wrong, of each table."""
    with tempfile.TemporaryDirectory(dir=MEMORY_DISK if MEMORY_DISK.is_dir() else None) as folder:
        trials = tried(seeds, Path(folder))
    return [
        [
            str(one.seed),
            one.draft.ending,
            one.outcome,
            "; ".join(one.kinds),
            " | ".join(one.wrong[:3]).replace("\n", " "),
        ]
        for one in trials
    ]


def read(record: Path | None) -> list[list[str]]:
    if not record or not record.exists():
        return []
    return [line.split("\t") for line in record.read_text("utf-8").splitlines()]


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
