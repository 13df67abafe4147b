"""`junheng` called in this process, as its script does: the same words, streams and exit codes, in half the time."""

import logging
import sys

import pytest
from cli.command_line import Said
from publish.small_runs import made  # noqa: F401

from analysis import cli


@pytest.fixture
def junheng(monkeypatch, capsys):
    """Call the command line; environment and log settings are as before afterwards."""
    monkeypatch.setenv("JUNHENG_LANG", "en")
    monkeypatch.setenv("JUNHENG_DATA", "")
    monkeypatch.setenv("JUNHENG_FIGURE_DPI", "50")
    monkeypatch.setenv("JUNHENG_JOBS", "1")  # in this process, so that what a test replaces is replaced
    root, package = logging.getLogger(), logging.getLogger("analysis")
    before = root.handlers[:], root.level, package.level

    def call(*words):
        monkeypatch.setattr(sys, "argv", ["junheng", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capsys.readouterr()
        return Said(ended.value.code or 0, out, err)

    yield call
    root.handlers[:], root.level, package.level = before
