"""docs/rules.md: every framework and programme of the collection has a rule that is there, or says why it has none."""

import re
from pathlib import Path

import pytest

from analysis import paths
from analysis.rules.standards import load_standards

TABLE = paths.REPOSITORY / "docs" / "rules.md"
COLLECTION = Path(__file__).parents[3] / "shared" / "facts" / "systems.md"
NAMED = re.compile(r"`([\w-]+) › ([\w:-]+)`")


def rows():
    """The cells of each row, by its id."""
    found = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in TABLE.read_text(encoding="utf8").splitlines()
        if re.match(r"\| [AC]\d+ \|", line)
    ]  # fmt: skip
    return {id_: cells for id_, *cells in found}


def test_the_table_lists_every_id_once_and_in_order():
    wanted = [f"A{number}" for number in range(1, 9)] + [f"C{number}" for number in range(1, 38)]
    assert list(rows()) == wanted
    assert TABLE.read_text(encoding="utf8").count("\n| A1 |") == 1


def test_every_rule_named_is_a_rule_of_that_standard():
    known = {name: {rule.id for rule in found.rules} for name, found in load_standards().items()}
    named = [pair for cells in rows().values() for pair in NAMED.findall(cells[1])]
    assert len(named) > 80
    assert [pair for pair in named if pair[1] not in known.get(pair[0], ())] == []


def test_every_row_has_a_rule_or_a_reason_in_both_languages():
    for id_, (subject, rules, reason) in rows().items():
        assert rules or reason, id_
        for text in filter(None, (subject, reason)):
            english, chinese = text.split(" · ")
            assert english.isascii() and re.search(r"[\u4e00-\u9fff]", chinese), id_
        assert not NAMED.sub("", rules).strip(", "), id_  # nothing but rules stands among the rules


def test_every_standard_of_ours_is_named_in_the_table():
    named = {name for cells in rows().values() for name, _ in NAMED.findall(cells[1])}
    left_out = load_standards().keys() - named
    assert left_out == {
        "cn-section-split",
        "cn-chongqing-entrance-2024",
    }  # a way of counting; values stand in the other


@pytest.mark.skipif(not COLLECTION.is_file(), reason="the collection lies beside the project only where it was built")
def test_no_entry_of_the_collection_is_missing():
    text = COLLECTION.read_text(encoding="utf8")
    ids = re.findall(r"^### (A\d+)\.", text, re.M) + re.findall(r"^\| (C\d+) \|", text, re.M)
    assert len(ids) == 45
    assert set(ids) == rows().keys()
