"""Tables in a terminal: without borders, and with cells that fold and are never cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from analysis.show.page.table import Table as PageTable


def page(heads: Sequence[str], title: str | None = None) -> Table:
    """A table to add rows to."""
    made = Table(box=None, pad_edge=False, title=title, title_justify="left", title_style="bold")
    for head in heads:
        made.add_column(head, overflow="fold")
    return made


def show(table: PageTable) -> None:
    """A table of a page, its note below it; a table without rows is a sentence."""
    if not table.rows:
        Console().print(Text(table.in_words()))
        return
    made = page([str(head) for head in table.columns], title=table.caption)
    for number, row in enumerate(table.rows):
        made.add_row(*map(Text, row), style="bold" if number in table.strong else None)
    Console().print(made)
    if table.note:
        Console().print(Text(table.note))
