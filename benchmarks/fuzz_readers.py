"""How many changed files each reader reads, refuses, or stumbles over.

    python benchmarks/fuzz_readers.py [files for each reader] [first seed] [words of readers' names …]

Valid files of every kind (tests/fuzz/readers.py) are changed at random: bytes, words, the structure of TOML. Only the house's own
errors may be raised. Prints the counts by reader, and every fault of another kind once, with its seed.
"""

import sys
import tempfile
import traceback
from collections import Counter
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from fuzz.readers import READERS, Reader, outcome


def main() -> None:
    count, first = (int(word) for word in (*sys.argv[1:3], "1000", "0")[:2])
    wanted = [one for one in READERS if not sys.argv[3:] or any(word in one.name for word in sys.argv[3:])]
    total: Counter[str] = Counter()
    print("| reader | changed | read | refused | others |\n|---|---|---|---|---|")
    for reader in wanted:
        found = fuzzed(reader, range(first, first + count))
        total += found
        print(f"| {reader.name} | {count} | {found['read']} | {found['refused']} | {found['others']} |", flush=True)
    print(f"| all | {total.total()} | {total['read']} | {total['refused']} | {total['others']} |")


def fuzzed(reader: Reader, seeds: range) -> Counter[str]:
    found: Counter[str] = Counter()
    said: set[tuple[str, ...]] = set()
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            try:
                found[outcome(reader, reader.mutated(Random(seed)), Path(folder))] += 1
            except BaseException as fault:  # whatever it is, it is what is looked for
                if isinstance(fault, (KeyboardInterrupt, SystemExit)):
                    raise
                found["others"] += 1
                last = traceback.extract_tb(fault.__traceback__)[-1]
                key = (type(fault).__name__, last.filename, str(last.lineno))
                if key not in said:
                    said.add(key)
                    print(
                        f"  seed {seed}: {type(fault).__name__}: {str(fault)[:200]} ({Path(last.filename).name}:{last.lineno})"
                    )
    return found


if __name__ == "__main__":
    main()
