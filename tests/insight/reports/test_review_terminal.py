"""A made-up report of fifteen sentences reviewed on a real terminal: how many keys, how long, what comes out."""

import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from analysis.insight.reports.audit import audit_files
from analysis.insight.reports.findings import Conclusion
from analysis.insight.reports.report_file import read_report

MADE_UP = Path(__file__).resolve().parents[2] / "cases" / "made_up_report.txt"
ASKED = "[q] stop"
MINUTES = 5

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")]


def reviewed(path: Path, key: str) -> tuple[str, int, float]:
    """What the terminal showed, how often it asked and got this key, and the seconds until it ended."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "analysis", "--lang", "en", "read", str(path), "--review"]
    start, shown = time.perf_counter(), ""
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True) as process:
        os.close(theirs)
        while process.poll() is None and time.perf_counter() - start < 60 * MINUTES:
            if heard := _heard(ours, 0.3):
                shown += heard
            elif shown.endswith(ASKED + " "):  # it waits; keys pressed earlier are thrown away when the terminal is set
                os.write(ours, key.encode())
        shown += _heard(ours, 0.3)
        process.kill()
    os.close(ours)
    return shown, shown.count(ASKED), time.perf_counter() - start


def _heard(terminal: int, seconds: float) -> str:
    if not select.select([terminal], [], [], seconds)[0]:
        return ""
    try:
        return os.read(terminal, 65536).decode("utf-8", errors="replace")
    except OSError:  # the other end is closed
        return ""


def test_a_report_of_fifteen_sentences_takes_one_key_a_relation_and_no_typing(tmp_path):
    path = tmp_path / MADE_UP.name
    path.write_bytes(MADE_UP.read_bytes())
    shown, keys, seconds = reviewed(path, "y")
    assert len(re.findall(r"^\[\d+\]", shown, re.M)) == 15
    target = path.with_suffix(".toml")
    checks = read_report(target).checks
    assert [check.review for check in checks] == ["yes"] * keys and keys == len(checks) <= 30
    assert seconds < 60 * MINUTES
    wrong = [one for one in audit_files([target]).findings if one.conclusion is Conclusion.NOT_REPRODUCED]
    assert len(wrong) == 2  # 46 schools of 31, 11 and 5; 9 of 228 classes, said to be 4.5%
    print(f"{keys} keys, {seconds:.1f} s of the machine")
