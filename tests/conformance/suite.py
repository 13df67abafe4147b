"""The cases of conformance/, and its runner called as anybody would call it (一致性案例与其运行程序)."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "conformance"
CASES = {path.parent.name: path.parent for path in sorted((FOLDER / "cases").glob("*/case.json"))}
WORKED = (sys.executable, FOLDER / "worked.py")
WRONG = (sys.executable, Path(__file__).with_name("wrong.py"))
FAILED = re.compile(r"FAIL (?P<row>\S+): expected (?P<expected>.+), found (?P<found>.+)")


def read_json(case: str, name: str) -> dict:
    return json.loads((CASES[case] / f"{name}.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Run:
    """How a program did: the runner's exit code, the rows that failed with what was found, and all that was said."""

    code: int
    failed: dict[str, object]
    output: str
    errors: str


def run(*words: object, cwd: Path | None = None) -> Run:
    """python conformance/run.py WORDS."""
    command = [sys.executable, FOLDER / "run.py", *words]
    ran = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, encoding="utf-8", cwd=cwd, check=False
    )
    failed = {one["row"]: json.loads(one["found"]) for one in map(FAILED.fullmatch, ran.stdout.splitlines()) if one}
    return Run(ran.returncode, failed, ran.stdout, ran.stderr)
