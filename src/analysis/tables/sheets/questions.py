"""What a table leaves unknown, asked once, in the order of what an answer would unlock."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from analysis.language import Words
from analysis.tables.checks.problems import Problems
from analysis.tables.locators import place_of
from analysis.tables.sheets.vocabulary import split_unit
from analysis.tables.sheets.wide_rows import WideRows
from analysis.tables.terms import Indicator, Terms

_LIKE = 0.5  # likeness of a header to a field's names that is worth a proposal
_MOST_ASKED = 6


def ask(parts: Sequence[WideRows], given: Collection[str], terms: Terms, problems: Problems) -> None:
    """One note: which fields are missing and how many indicators each would unlock, beside columns not understood.

    Nothing is asked where every column is understood: what a table does not hold cannot be found in it.
    """
    unused = {label: part.sheet for part in parts for label in part.unused}
    wanted = unlocked(given, terms) if unused else {}
    likely = {field: _likely(field, unused, terms) for field in wanted}
    if not any(map(_is_chinese, unused)):  # the rules of China are not asked of other tables, likely columns are
        wanted = {field: count for field, count in wanted.items() if likely[field]}
    if not wanted:
        return
    said = [_asked(field, count, likely[field], terms) for field, count in list(wanted.items())[:_MOST_ASKED]]
    place = place_of(*next(iter(unused.values())))
    problems.say(
        "which_column", place, listed=Words("；".join(one.zh for one in said), "; ".join(one.en for one in said))
    )


def unlocked(given: Collection[str], terms: Terms) -> Mapping[str, int]:
    """Fields that are missing, and how many indicators lack nothing else, most first."""
    lacking = [missing for one in terms.indicators.values() if len(missing := _missing(one, given)) == 1]
    return dict(Counter(field for missing in lacking for field in missing).most_common())


def _missing(indicator: Indicator, given: Collection[str]) -> set[str]:
    return set(indicator.fields) - set(given)


def _is_chinese(label: str) -> bool:
    return any("一" <= sign <= "鿿" for sign in label)


def _likely(field: str, unused: Collection[str], terms: Terms) -> str:
    """The headers that were not understood and look like a field's names, as a reader sees them."""
    about = terms.fields[field]
    names = {split_unit(label.split(" > ")[-1])[0]: label for label in unused}
    words = [split_unit(word)[0] for word in (about.label.zh, about.label.en.lower(), *about.synonyms)]
    near = dict.fromkeys(one for word in words for one in difflib.get_close_matches(word, names, n=2, cutoff=_LIKE))
    return "、".join(f"“{names[one]}”" for one in list(near)[:2])


def _asked(field: str, count: int, likely: str, terms: Terms) -> Words:
    about = terms.fields[field]
    return Words(
        f"{about.label.zh}（可多算{count}项指标{f'，是否{likely}？' if likely else ''}）",
        f"{about.label.en} ({count} more indicator(s) could be computed{f'; is it {likely}?' if likely else ''})",
    )
