"""What stands on which page of the PDF: pictures in place, formulas with the words that go on from them."""

from __future__ import annotations

import base64
import datetime as dt
import io
import struct
import zlib

import pypdf
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.publish.documents import Appendix
from analysis.publish.documents.fitting import SMALLEST, fitted
from analysis.publish.documents.pdf import render_pdf

WIDTH = 460.0  # of the pictures below, in points


def png(width, height):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\x80" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def figure(height):
    picture = base64.b64encode(png(1000, height)).decode()
    bundle = {"image/png": picture, "text/plain": "The spread of one indicator"}
    return new_code_cell("draw()", outputs=[new_output("display_data", data=bundle)])


def pages_of(*cells):
    notebook = new_notebook(cells=[new_markdown_cell("# One"), new_code_cell(""), *cells])
    appendix = Appendix(
        lang="en", title="T", subtitle="", statement="s", banner=None, front=[], back=[], notebooks=[notebook], version_line="v",
        as_of=dt.date(2022, 9, 1), has_contents=False,
    )  # fmt: skip
    return [
        page.extract_text().replace("\u00a0", " ") for page in pypdf.PdfReader(io.BytesIO(render_pdf(appendix))).pages
    ]


def lines(count):
    return new_markdown_cell("\n\n".join(f"Line {i}." for i in range(count)))


def mark(name, room, height=300.0):
    return {"name": name, "room": room, "width": WIDTH, "height": height, "beside": 40.0}


def test_a_picture_that_nearly_fits_is_set_smaller_and_stays_on_its_page():
    first, second = pages_of(lines(16), figure(800), new_markdown_cell("What follows. " * 20))
    assert "The spread of one indicator" in first
    assert "What follows." in second


def test_a_picture_far_too_high_goes_whole_to_the_next_page_and_nothing_before_it():
    first, second = pages_of(lines(28), figure(800), new_markdown_cell("What follows."))
    assert "What follows." not in first
    assert second.index("The spread of one indicator") < second.index("What follows.")


@pytest.mark.parametrize(
    ("room", "expected"), [(400.0, None), (340.0 - 300 * 0.1, 0.9), (340.0 - 300 * (1.01 - SMALLEST), None)]
)
def test_only_between_its_whole_and_its_smallest_width_is_a_picture_set_smaller(room, expected):
    widths = fitted(lambda widths: [mark("a", room)])
    assert (widths["a"] / WIDTH == pytest.approx(expected, abs=0.01)) if expected else widths == {}


def test_pictures_are_settled_from_the_first_to_the_last():
    """The second one fits whole once the first is smaller, though it did not before."""
    looks = []

    def marks_with(widths):
        looks.append(dict(widths))
        return [mark("a", 300.0), mark("b", 400.0 if "a" in widths else 300.0)]

    assert list(fitted(marks_with)) == ["a"]
    assert [list(look) for look in looks] == [[], ["a"]]


@pytest.mark.parametrize("count", (32, 33))
def test_a_formula_stays_with_the_words_that_go_on_from_it(count):
    formula = new_markdown_cell("$$C = \\frac{S}{m}$$\n\nwhere S is the spread, a sentence")
    pages = pages_of(lines(count), formula)
    (page,) = [page for page in pages if "where S is" in page]
    assert "𝐶" in page
