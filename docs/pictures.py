"""The pictures of docs/pages.md and of both readmes, of the documents that a run leaves.

    .venv/bin/junheng run --out outputs --appendix county --appendix plan --lang zh,en --format html,docx,pdf
    .venv/bin/python docs/pictures.py outputs

Beside the project it takes LibreOffice (soffice), for the page of a Word file, and Chromium, for the index.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image

WIDTH, COLOURS = 700, 128  # dots across; shades are what makes a picture of a page heavy
#: Picture → file, and words that stand on the page wanted, written together.
PICTURES = {
    "first-page-zh": ("DEMO-B-2022-zh.pdf", "优先关注"),
    "first-page-en": ("DEMO-B-2022-en.pdf", "Wheretolookfirst"),
    "schools-zh": ("DEMO-B-2022-zh.pdf", "未达标之处标出数值"),
    "word-zh": ("DEMO-B-2022-plan-zh.docx", "表1资源配置"),
    "index-en": ("index.html", ""),
}


def main(outputs: Path) -> None:
    for name, (file, words) in PICTURES.items():
        with tempfile.TemporaryDirectory() as folder:
            picture = _drawn(outputs / file, words, Path(folder))
        small = picture.convert("RGB").resize((WIDTH, round(picture.height * WIDTH / picture.width)), Image.LANCZOS)
        small.quantize(COLOURS).save(Path(__file__).with_name(f"{name}.png"), optimize=True)


def _drawn(path: Path, words: str, folder: Path) -> Image.Image:
    if path.suffix == ".html":
        picture = folder / "page.png"
        look = ["--headless", "--no-sandbox", "--hide-scrollbars", "--window-size=1200,560", f"--screenshot={picture}"]
        subprocess.run(["chromium", *look, path.resolve().as_uri()], check=True, capture_output=True)
        return Image.open(picture).copy()
    if path.suffix == ".docx":
        made = ["--headless", "--convert-to", "pdf", "--outdir", folder, path]
        subprocess.run(["soffice", f"-env:UserInstallation={folder.as_uri()}/profile", *made], check=True)
        path = folder / path.with_suffix(".pdf").name
    return _page(path, words)


def _page(path: Path, words: str) -> Image.Image:
    """The first page on which these words stand."""
    for page in pdfium.PdfDocument(path):
        if words in "".join(page.get_textpage().get_text_bounded().split()):
            return page.render(scale=2 * WIDTH / page.get_width()).to_pil()
    raise SystemExit(f"{path}: no page with {words!r}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
