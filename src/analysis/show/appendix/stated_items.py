"""What a county did not state, in one sentence under the table of results (未填报的县级事项)."""

from __future__ import annotations

from analysis.language import Words
from analysis.rules.asked import is_not_stated, name_of
from analysis.rules.results import Verdicts
from analysis.show.page import words


def not_stated(verdicts: Verdicts, lang: str) -> str:
    """The rules that nothing stated answers."""
    names: dict[str, list[str]] = {}
    for one in verdicts:
        if is_not_stated(one):
            names.setdefault(name_of(one.rule).in_(lang), []).append(words.kind(one.stage, lang))
    if not names:
        return ""
    said = [_whose(name, [stage for stage in stages if stage], lang) for name, stages in names.items()]
    return Words(
        f"县级数据未填报、无法判断（{len(said)}项）：{'；'.join(said)}。",
        f"Not stated by the county and not judged ({len(said)}): {'; '.join(said)}. ",
    ).in_(lang)


def _whose(name: str, stages: list[str], lang: str) -> str:
    listed = words.listed(stages, lang)
    return name if not stages else f"{name}（{listed}）" if lang == "zh" else f"{name} ({listed})"
