"""How many random counties two judges agree on: the engine, and the plain one of tests/second_judge.

    python benchmarks/two_judges.py [counties] [first seed]

Every verdict, gap and coefficient of both standards is compared; the first disagreement stops the run with its seed. Prints how
many counties were compared every hundred. 10,000 take hours; runs with other seeds add up.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from second_judge.test_two_judges import compare


def main() -> None:
    counties = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    for seed in range(first, first + counties):
        try:
            compare(1, seed)
        except AssertionError:
            print(f"seed {seed}: the judges disagree")
            raise
        if (seed - first + 1) % 100 == 0:
            print(f"{seed - first + 1} counties, seeds {first} to {seed}: no disagreement", flush=True)


if __name__ == "__main__":
    main()
