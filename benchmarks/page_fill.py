"""How full each page of a PDF is: `python benchmarks/page_fill.py [--margins TOP,BOTTOM] FILE.pdf …`.

Prints the pages less than half full that are not the last of a part; exits with 1 where there is one. A part ends where
the document ends, where the paper turns, or where the next page begins with a heading of the first level. DOCX goes
through LibreOffice first. Needs poppler's pdftoppm.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypdf
from matplotlib.image import imread

DPI, INK, HALF = 36, 0.85, 0.5
MM = DPI / 25.4


@dataclass(frozen=True)
class Page:
    """How far down a page's text block its last ink is."""

    number: int
    fill: float
    is_last_of_part: bool


def pages(path: Path, top: float, bottom: float) -> Iterator[Page]:
    """The pages of a PDF; margins in millimetres, within which running lines are not counted."""
    reader = pypdf.PdfReader(path)
    sizes = [page.mediabox.width > page.mediabox.height for page in reader.pages]
    begins = {reader.get_destination_page_number(one) for one in reader.outline if not isinstance(one, list)}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["pdftoppm", "-r", str(DPI), "-gray", "-png", path, f"{folder}/p"], check=True)
        pictures = sorted(Path(folder).iterdir())
        for number, picture in enumerate(pictures):
            is_end = number + 1 == len(pictures) or number + 1 in begins or sizes[number + 1] != sizes[number]
            yield Page(number + 1, _fill(imread(picture), top, bottom), is_end)


def _fill(pixels: np.ndarray, top: float, bottom: float) -> float:
    first, last = round(top * MM), pixels.shape[0] - round(bottom * MM)
    rows = np.flatnonzero((pixels[first:last] < INK).any(axis=tuple(range(1, pixels.ndim))))
    return float((rows[-1] + 1) / (last - first)) if rows.size else 0.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--margins", default="27,24", help="top and bottom in millimetres (Word, Chinese: 37,35)")
    asked = parser.parse_args()
    top, bottom = map(float, asked.margins.split(","))
    found = 0
    for path in asked.files:
        measured = list(pages(path, top, bottom))
        short = [page for page in measured if page.fill < HALF and not page.is_last_of_part]
        found += len(short)
        told = ", ".join(f"p. {page.number}: {page.fill:.0%}" for page in short) or "none"
        print(f"{path.name}: {len(measured)} pages, less than half full: {told}")
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())
