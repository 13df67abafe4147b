"""Damaged workbooks saved as XLS, as it was before 2007: LibreOffice writes them, many at each start."""

import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from tables.damaged.trial import OF_BYTES, Trial, damaged, judged, written

PROGRAM = shutil.which("soffice") or shutil.which("libreoffice")
PATIENCE = 600  # seconds
#: What LibreOffice mends on saving.
MENDED = {"a formula without a stored value", "links to other workbooks", "macros"}


def tried_as_xls(seeds: Iterable[int], folder: Path) -> Sequence[Trial]:
    return judged([damaged(seed, "xlsx", OF_BYTES | MENDED) for seed in seeds], folder, converted)


def converted(trials: Sequence[Trial], folder: Path) -> None:
    """The files of trials, as XLS."""
    for trial in trials:
        trial.draft.ending = "xlsx"
    written(trials, folder)
    books = [folder / trial.draft.name for trial in trials]
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    call = [PROGRAM, profile, "--headless", "--convert-to", "xls", "--outdir", folder, *books]
    subprocess.run(call, check=True, capture_output=True, timeout=PATIENCE)
    for trial, book in zip(trials, books, strict=True):
        book.unlink()
        trial.draft.ending = "xls"
