"""Running pandoc: no network, no clock, no warning passed over; and files that appear whole or not at all."""

from __future__ import annotations

import calendar
import datetime as dt
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pypandoc

from analysis.errors import DocumentError
from analysis.language import Words

# The wheel carries no translations; our captions and titles bring their own words.
HARMLESS = ("Could not load translations", "has no translation defined")


@cache
def pandoc_program() -> str:
    return pypandoc.get_pandoc_path()


def epoch(day: dt.date) -> int:
    """Midnight UTC of a day in Unix seconds: the SOURCE_DATE_EPOCH of everything published."""
    return calendar.timegm(day.timetuple())


def run_pandoc(
    options: Sequence[str], text: str, *, folder: Path | None = None, day: dt.date = dt.date(1980, 1, 1)
) -> bytes:
    """What pandoc writes for `text`; DocumentError when it fails or warns that something was lost."""
    done = subprocess.run(
        [pandoc_program(), *options],
        input=text.encode(),
        capture_output=True,
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": str(epoch(day)), "TZ": "UTC"},
    )
    complaints = done.stderr.decode(errors="replace").strip()
    warnings = [line for line in complaints.splitlines() if line.startswith("[WARNING]")]
    serious = [line for line in warnings if not any(words in line for words in HARMLESS)]
    if done.returncode or serious:
        raise DocumentError.at(
            "pandoc", Words(complaints, complaints), Words("不丢失任何内容的转换", "a conversion that loses nothing")
        )
    return done.stdout


@contextmanager
def workspace(pictures: Mapping[str, bytes]) -> Iterator[Path]:
    """A temporary folder holding the pictures a document names."""
    with tempfile.TemporaryDirectory(prefix="junheng-") as name:
        folder = Path(name)
        for picture, data in pictures.items():
            (folder / picture).write_bytes(data)
        yield folder


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that is either the old one or the whole new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
