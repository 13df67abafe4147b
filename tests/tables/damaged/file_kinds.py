"""What is done to a file's bytes, after everything that was done to its cells."""

import io
import zlib
from functools import cache
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, is_zipfile

from tables.damaged.draft import Draft
from tables.damaged.kinds import BOOKS, SELDOM, XLSX, damage

CSV = ("csv",)
BOMB = 400_000_000  # bytes that one part of a small workbook swells to


def _forget_all(draft: Draft) -> None:
    for school in draft.truth:
        draft.truth[school] = dict.fromkeys(draft.truth[school])


@damage("cut off", BOOKS, weight=SELDOM)
def _cut(draft: Draft) -> None:
    share = draft.rng.uniform(0.02, 0.99)
    draft.bytes_changes.append(lambda content: content[: int(len(content) * share)])


@damage("bytes changed", BOOKS, weight=SELDOM)
def _changed(draft: Draft) -> None:
    places, values = draft.rng.random(3), draft.rng.integers(0, 256, 3)

    def change(content: bytes) -> bytes:
        changed = bytearray(content)
        for place, value in zip(places, values, strict=True):
            if changed:
                changed[int(place * len(changed))] = value
        return bytes(changed)

    draft.bytes_changes.append(change)


@damage("a table cut off", CSV)
def _cut_text(draft: Draft) -> None:
    lost = draft.a_school()  # the row at which it ends, and all below
    for school, row in list(draft.schools.items()):
        if row >= draft.schools[lost] and len(draft.schools) > 1:
            draft.truth.pop(school, None)
    keep = draft.schools[lost]
    draft.sheet.cells = draft.sheet.cells[:keep]
    draft.schools = {school: row for school, row in draft.schools.items() if row < keep} or draft.schools


@damage("another encoding", CSV, weight=SELDOM)
def _encoding(draft: Draft) -> None:
    draft.encoding = str(draft.rng.choice(["gb18030", "utf-16", "utf-8", "utf-16-le", "big5"]))
    if draft.encoding == "big5":  # which has not all the signs
        draft.bytes_changes.append(lambda content: content)
        draft.encoding = "gb18030"
        draft.bytes_changes.append(lambda content: content.decode("gb18030", "replace").encode("big5", "replace"))


@damage("two encodings in one text", CSV, weight=SELDOM)
def _two_encodings(draft: Draft) -> None:
    draft.encoding = "utf-8"
    draft.bytes_changes.append(lambda content: content + "\r\n注：由教育局提供".encode("gb18030"))


@damage("another delimiter", CSV)
def _delimiter(draft: Draft) -> None:
    draft.delimiter = str(draft.rng.choice([";", "\t"]))


@damage("a quote that is never closed", CSV, weight=SELDOM)
def _quote(draft: Draft) -> None:
    at = draft.rng.random()
    draft.bytes_changes.append(
        lambda content: content[: int(len(content) * at)] + b'"' + content[int(len(content) * at) :]
    )


@damage("zero bytes", CSV, weight=SELDOM)
def _zeros(draft: Draft) -> None:
    at = draft.rng.random()
    draft.bytes_changes.append(
        lambda content: content[: int(len(content) * at)] + b"\0\0" + content[int(len(content) * at) :]
    )


@damage("an empty file", weight=SELDOM)
def _empty(draft: Draft) -> None:
    draft.bytes_changes.append(lambda content: b"")


@damage("something else under its name", weight=SELDOM)
def _other(draft: Draft) -> None:
    pages = (
        b"<html><table><tr><td>1</td></tr></table></html>",
        b"\x89PNG\r\n\x1a\n" + bytes(300),
        b"%PDF-1.7\n",
        b"\0" * 64,
    )
    page = pages[int(draft.rng.integers(len(pages)))]
    draft.bytes_changes.append(lambda content: page)


@damage("locked with a password", BOOKS, weight=SELDOM)
def _locked(draft: Draft) -> None:
    draft.bytes_changes.append(lambda content: compound("EncryptedPackage"))


@damage("an archive that swells", XLSX, weight=SELDOM)
def _bomb(draft: Draft) -> None:
    if draft.rng.random() < 0.1:  # reading one takes a while
        draft.bytes_changes.append(lambda content: bomb())


@damage("a cell far outside", XLSX)
def _far_outside(draft: Draft) -> None:
    place = str(draft.rng.choice(["XFD1", "A1048576", "XFD1048576", "ZZ99999"], p=[0.7, 0.02, 0.14, 0.14]))
    row = "".join(sign for sign in place if sign.isdigit())
    if row == "1":
        return
    draft.bytes_changes.append(lambda content: _with_row(content, f'<row r="{row}"><c r="{place}"><v>1</v></c></row>'))


def _with_row(content: bytes, row: str) -> bytes:
    """The workbook with one more row at the end of its first sheet; one that swells, or is none any more, as it is."""
    if content == bomb() or not is_zipfile(io.BytesIO(content)):
        return content
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (BadZipFile, zlib.error):  # bytes of it were changed before
        return content
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            if name == "xl/worksheets/sheet1.xml":
                part = part.replace(b"</sheetData>", row.encode() + b"</sheetData>")
            archive.writestr(name, part)
    return buffer.getvalue()


@cache
def bomb() -> bytes:
    """A workbook whose sheet is small and swells."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write(b"<worksheet><sheetData>")
            for _ in range(BOMB // 1_000_000):
                part.write(b"<row/>" * 160_000)
    return buffer.getvalue()


def compound(stream: str) -> bytes:
    """An old compound file of one empty stream, as a locked workbook is one."""
    end, free, fat = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD

    def words(*numbers: int) -> bytes:
        return b"".join(number.to_bytes(4, "little") for number in numbers)

    def entry(name: str, kind: int, child: int) -> bytes:
        text = (name + "\0").encode("utf-16-le")
        start = text.ljust(64, b"\0") + len(text).to_bytes(2, "little") + bytes([kind, 1]) + words(free, free, child)
        return start + bytes(36) + words(end, 0, 0)

    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + b"\x3e\x00\x03\x00\xfe\xff\x09\x00\x06\x00" + bytes(6)
    head += words(0, 1, 1, 0, 4096, end, 0, end, 0, 0) + words(*[free] * 108)
    table = words(fat, end, *[free] * 126)
    directory = entry("Root Entry", 5, 1) + entry(stream, 2, free) + bytes(256)
    return head + table + directory
