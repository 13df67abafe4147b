"""docs/licences.md names every pinned package in its version, with a licence."""

import re

from case_files import REPOSITORY

FREE = re.compile(r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|OFL|0BSD|Zlib|CC0|Unlicense")


def page():
    rows = re.findall(
        r"^\| (\S+) \| (\S+) \| (.+) \|$", (REPOSITORY / "docs" / "licences.md").read_text("utf-8"), re.MULTILINE
    )
    return {name: (version, licence) for name, version, licence in rows if name not in ("package", "---")}


def test_every_pinned_package_stands_on_the_page_of_licences_in_its_version():
    lines = (REPOSITORY / "constraints.txt").read_text("utf-8").splitlines()
    pinned = {tuple(line.partition(" ;")[0].strip().lower().split("==")) for line in lines if "==" in line}
    named = {(name, version.lower()) for name, (version, _) in page().items()}
    assert {name for name, _ in pinned} == set(page()), "run `python .ci/licences.py`"
    assert named <= pinned, "run `python .ci/licences.py`"


def test_every_licence_that_is_stated_allows_use_and_none_asks_for_our_source():
    stated = {name: licence for name, (_, licence) in page().items() if not licence.startswith("not installed")}
    assert [name for name, licence in stated.items() if not FREE.search(licence)] == []
    assert [name for name, licence in stated.items() if re.search(r"(?<!L)GPL", licence)] == []
