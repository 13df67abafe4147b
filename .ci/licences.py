"""docs/licences.md: every package that constraints.txt pins, its version and its licence as the package itself states it.

    python .ci/licences.py            # of what is installed in this environment; packages of other systems keep their line

Run after `make lock`. A test holds the page against constraints.txt.
"""

import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "licences.md"
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)", re.MULTILINE)
ROW = re.compile(r"\| (\S+) \| (\S+) \| (.+) \|")
HEAD = """# Licences of the packages

What `constraints.txt` pins, with the licence each package states of itself (`python .ci/licences.py` writes this page). Packages of
other systems or Python versions, which are not installed here, are marked; the program ships none of them.

| package | version | licence |
|---|---|---|
"""
ELSEWHERE = "not installed on the system this page was written on"
LONGEST = 60


def pinned() -> dict[str, str]:
    """Every package and its version; of one pinned several times the last."""
    found = PIN.findall((ROOT / "constraints.txt").read_text(encoding="utf-8"))
    return {name.lower(): version for name, version in found}


def licence_of(name: str) -> str:
    """The expression a package states, else its classifiers, else the first line of its text; "" where it is not installed."""
    try:
        about = metadata(name)
    except PackageNotFoundError:
        return ""
    classified = [one.rsplit(" :: ", 1)[-1] for one in about.get_all("Classifier", []) if one.startswith("License ::")]
    stated = (about.get("License") or "").strip().splitlines()
    short = stated[0] if stated and len(stated[0]) <= LONGEST else ""
    return (about.get("License-Expression") or ", ".join(dict.fromkeys(classified)) or short or "not stated").replace(
        "|", "/"
    )


def lines() -> list[str]:
    known = (
        {name: licence for name, _, licence in ROW.findall(PAGE.read_text(encoding="utf-8"))} if PAGE.exists() else {}
    )
    return [
        f"| {name} | {version} | {licence_of(name) or known.get(name, ELSEWHERE)} |"
        for name, version in sorted(pinned().items())
    ]


if __name__ == "__main__":
    PAGE.write_text(HEAD + "\n".join(lines()) + "\n", encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)}: {len(pinned())} packages\n")
