"""What Word and WPS write into a DOCX that Pandoc passes over or shows though no reader sees it (DOCX整理)."""

from __future__ import annotations

import io
import re
from zipfile import ZipFile

from analysis.language import Words
from analysis.tables.file_kinds import UNREADABLE

PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
LARGEST_PART = 200_000_000  # bytes unpacked; what is larger is left to Pandoc's own limit
FIELDS = re.compile(rb"</?w:fldSimple\b[^>]*>")  # Pandoc loses what stands in them
HIDDEN = re.compile(
    rb"<w:r\b(?:(?!</?w:r[ >]).)*?<w:vanish(?:\s+w:val=\"(?:1|true|on)\")?\s*/>(?:(?!</?w:r[ >]).)*</w:r>", re.DOTALL
)
TEXT = re.compile(rb"<w:t[ >]")
#: A drawn box, as Word writes it (for itself and again for older versions) or as older versions do.
BOX = re.compile(rb"<mc:AlternateContent\b.*?</mc:AlternateContent>|<w:pict\b.*?</w:pict>", re.DOTALL)
IN_BOX = re.compile(rb"<w:txbxContent\b[^>]*>(.*?)</w:txbxContent>", re.DOTALL)
END = b"</w:p>"


def as_seen(content: bytes) -> tuple[bytes, tuple[Words, ...]]:
    """The document with the text of its simple fields, of its boxes and beside them, and without its hidden text.

    What is said of it comes second.
    """
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            names = [name for name in PARTS if name in archive.namelist()]
            parts = {name: archive.read(name) for name in names if archive.getinfo(name).file_size <= LARGEST_PART}
            mended = {name: _boxes_apart(HIDDEN.sub(b"", FIELDS.sub(b"", part))) for name, part in parts.items()}
            hidden = sum(bool(TEXT.search(run)) for part in parts.values() for run in HIDDEN.findall(part))
            if mended == parts:
                return content, ()
            return _with_parts(archive, mended), _said(hidden)
    except UNREADABLE:  # damaged, or with a password: Pandoc says so
        return content, ()


def _boxes_apart(part: bytes) -> bytes:
    """The paragraphs of each box behind the one it is drawn in, of which Pandoc else loses the rest."""
    kept, at, waiting = [], 0, b""
    for box in BOX.finditer(part):
        inside = box[0].partition(b"<mc:Fallback")[0]
        if b"<w:txbxContent" not in inside or box[0].count(b"<mc:AlternateContent") > 1:
            continue
        between, waiting = _behind_paragraph(part[at : box.start()], waiting)
        kept.append(between)
        waiting += b"".join(IN_BOX.findall(inside))
        at = box.end()
    return b"".join([*kept, *_behind_paragraph(part[at:], waiting)])


def _behind_paragraph(text: bytes, waiting: bytes) -> tuple[bytes, bytes]:
    """The text with what waits put behind the end of a paragraph, and what still waits."""
    before, end, after = text.partition(END)
    return (before + end + waiting + after, b"") if end and waiting else (text, waiting)


def _with_parts(archive: ZipFile, parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with ZipFile(made, "w") as target:
        for name in archive.namelist():
            target.writestr(name, parts[name] if name in parts else archive.read(name))
    return made.getvalue()


def _said(hidden: int) -> tuple[Words, ...]:
    if not hidden:
        return ()
    return (Words(f"隐藏文字{hidden}处，未读", f"hidden text in {hidden} place(s), not read"),)
