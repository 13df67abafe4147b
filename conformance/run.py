"""Hold a program against the cases (用案例核对一个程序): python conformance/run.py [CASE ...] -- COMMAND ...

Calls COMMAND with the folder of each case (default: of all) and compares the JSON it prints with expected.json.
Exit code 0: every row agrees; 1: some do not; 2: wrong usage. README.md has the contract.
"""

import json
import subprocess
import sys
from pathlib import Path

CASES = Path(__file__).resolve().parent / "cases"
TOLERANCE = 1e-9  # of values, relative above 1; verdicts are compared as they are


def answers_of(command, folder):
    ran = subprocess.run(
        [*command, str(folder)], capture_output=True, encoding="utf-8-sig", errors="replace", check=False
    )
    try:
        return dict(json.loads(ran.stdout))
    except (ValueError, TypeError):
        said = (ran.stderr or ran.stdout).strip().splitlines()
        return {"": f"no JSON object (exit code {ran.returncode}): {said[-1] if said else 'nothing was printed'}"}


def agrees(found, expected):
    if not isinstance(found, dict) or found.get("verdict") != expected["verdict"]:
        return False
    value, wanted = found.get("value"), expected["value"]
    if wanted is None or not isinstance(value, int | float):
        return value is wanted
    return abs(value - wanted) <= TOLERANCE * max(1, abs(wanted))


def failures(command, folder):
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    found = answers_of(command, folder)
    wrong = {row: found.get(row, found.get("")) for row in expected if not agrees(found.get(row), expected[row])}
    for row, given in wrong.items():
        print(f"FAIL {folder.name}/{row}: expected {json.dumps(expected[row])}, found {json.dumps(given)}")
    return len(wrong), len(expected)


def main(words):
    at = words.index("--") if "--" in words else len(words)
    folders = [CASES / name for name in words[:at]] or sorted(path.parent for path in CASES.glob("*/expected.json"))
    if not words[at + 1 :] or not all((folder / "expected.json").is_file() for folder in folders):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        counts = [failures(words[at + 1 :], folder) for folder in folders]
    except OSError as error:
        print(f"cannot be run: {error}", file=sys.stderr)
        return 2
    wrong, rows = (sum(column) for column in zip(*counts, strict=True))
    print(f"{rows - wrong} of {rows} rows pass, {wrong} fail, in {len(folders)} cases")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
