"""The list of messages: each is said somewhere, whole, and in both languages."""

import ast
from string import Formatter

import pytest
from case_files import REPOSITORY

from analysis.tables.checks.problems import MESSAGES

PARTS = {"found", "expected", "remedy"}


def values_of(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_message_is_said_and_every_word_said_is_a_message():
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (REPOSITORY / "src/analysis").rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    named = {
        node.args[0].value
        for node in nodes
        if isinstance(node, ast.Call)
        and node.args
        and (getattr(node.func, "attr", "") == "say" or getattr(node.func, "id", "") in ("problem", "RowCheck"))
        and isinstance(node.args[0], ast.Constant)
    }
    assert set(MESSAGES) - texts == set()
    assert named - set(MESSAGES) == set()


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_whole_in_both_languages(name):
    message = MESSAGES[name]
    assert {"found", "expected"} <= set(message) <= {*PARTS, "note"}
    for part in PARTS & set(message):
        assert set(message[part]) == {"zh", "en"}
        assert values_of(message[part]["zh"]) == values_of(message[part]["en"]) - {"chinese"}
