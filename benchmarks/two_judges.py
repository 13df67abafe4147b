"""How many random counties two judges agree on: the engine, and the plain one of tests/second_judge.

    python benchmarks/two_judges.py [counties] [first seed] [record]

Every verdict, gap and coefficient of both standards is compared, a county a seed. With a record (a file to append to) a run that
was stopped goes on where it was, and runs with other seeds add up. Prints what the record holds. 10,000 take over an hour of a core.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from second_judge.test_two_judges import compare

AT_ONCE = 25  # counties in one table


def main() -> None:
    counties, first = (int(word) for word in (*sys.argv[1:3], "10000", "10000")[:2])
    record = Path(sys.argv[3]) if len(sys.argv) > 3 else None
    done = lines_of(record)
    for start in range(first, first + counties, AT_ONCE):
        seeds = range(start, min(start + AT_ONCE, first + counties))
        key = f"{seeds[0]}-{seeds[-1]}"
        if key not in done:
            done[key] = outcome(seeds)
            print(key, done[key], flush=True)
            keep(record, key, done[key])
    agreed = sum(size(key) for key, what in done.items() if what.startswith("agree"))
    print(
        f"{agreed} counties on which both judges agree; {sum(size(key) for key in done) - agreed} in ranges with a disagreement"
    )


def outcome(seeds: range) -> str:
    """What came of some counties, with the processor seconds it took."""
    before = time.process_time()
    try:
        compare(seeds)
    except AssertionError as differ:
        return f"disagree {str(differ).splitlines()[0]}"
    return f"agree {time.process_time() - before:.1f} s"


def lines_of(record: Path | None) -> dict[str, str]:
    """The ranges of seeds that a record holds, and what came of each."""
    lines = record.read_text("utf-8").splitlines() if record and record.exists() else []
    return dict(line.split(" ", 1) for line in lines if line)


def keep(record: Path | None, key: str, what: str) -> None:
    if record:
        with record.open("a", encoding="utf-8") as file:
            file.write(f"{key} {what}\n")


def size(key: str) -> int:
    first, last = map(int, key.split("-"))
    return last - first + 1


if __name__ == "__main__":
    main()
