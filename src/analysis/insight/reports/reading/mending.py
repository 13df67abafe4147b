"""A reading mended by a person (改正): another number in the place of one that was read, another name for a number."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from analysis.insight.reports.reading.drafted import Drafted
from analysis.insight.reports.reading.names import named
from analysis.insight.reports.reading.review import entered_in, tables_in


def mended(draft: Drafted, place: int, read: str, meant: str) -> Drafted:
    """The draft whose check at a place speaks of another fact; JunhengError where that cannot be computed."""
    check = draft.checks[place]
    pairs = {**dict(check.keys.get("mend", ())), read: meant}
    new = replace(check, keys={**check.keys, "mend": [list(pair) for pair in pairs.items() if pair[0] != pair[1]]})
    draft.outcome(new, "yes")
    return replace(draft, checks=[*draft.checks[:place], new, *draft.checks[place + 1 :]])


def relabelled(draft: Drafted, name: str, label: str) -> Drafted:
    """The draft in which a number is called otherwise; its code stays."""
    facts = [replace(one, label=named(label, one.unit)) if one.id == name else one for one in draft.facts]
    return replace(draft, facts=facts)


def as_mended_in(path: Path, draft: Drafted) -> Drafted:
    """The draft with what a file of the same text has mended."""
    for place, table in tables_in(path, draft).items():
        for read, meant in table.get("mend", ()):
            draft = mended(draft, place, read, meant)
    for facts in entered_in(path, draft).get("fact", {}).values():
        for one in draft.facts:
            if (label := facts.get(one.id, {}).get("zh", one.label.zh)) != one.label.zh:
                draft = relabelled(draft, one.id, label)
    return draft
