"""The page that links everything a run made, and says what it did not make (目录页)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

from analysis import __version__
from analysis.language import Words
from analysis.publish.batch import Outcome
from analysis.publish.inputs import title_and_kind
from analysis.publish.units.records import write_aside
from analysis.show.page.words import MARKS

TITLE = Words("均衡测算附件目录", "Balance appendices")
LEAD = Words(
    "均为测算结果，不是官方认定。重构、合成数据对应虚构县区，已逐项标明。测算项：✓达标，×未达标，?无法判断。",
    "Computed results, not official findings. Reconstructed and synthetic data belong to fictitious counties "
    "and are marked as such. Lines: ✓ met, × not met, ? cannot be judged.",
)
LANGUAGE_NAMES = {"zh": "中文", "en": "English"}
STYLE = """
:root { color-scheme: light; --ink: #1f2933; --muted: #5f6c7b; --line: #dde3ea; --accent: #0b6e99; }
body { font: 16px/1.6 "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif;
  color: var(--ink); max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 1.7rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2.25rem 0 .25rem; }
p { color: var(--muted); margin: .4rem 0; } a { color: var(--accent); }
table { border-collapse: collapse; width: 100%; margin-top: .6rem; }
th, td { text-align: left; padding: .45rem .75rem .45rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; color: var(--muted); font-size: .85rem; } td a { margin-right: .9rem; }
.kind { border: 1px solid var(--line); border-radius: 1rem; padding: .05rem .6rem; font-size: .8rem; color: var(--muted);
  margin-left: .5rem; font-weight: 400; } .failed { color: #b42318; white-space: pre-line; }
"""


def write_index(outcomes: Sequence[Outcome], out: Path) -> Path:
    """Write index.html into `out`; gives the page."""
    runs = groupby(outcomes, key=lambda outcome: (outcome.job.recipe.id, outcome.job.dataset))
    sections = [_section(list(run)) for _, run in runs]
    html = (
        f'<!doctype html>\n<html lang="zh">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{TITLE.zh} · {TITLE.en}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{TITLE.zh} · {TITLE.en}</h1>\n<p>{LEAD.zh}</p>\n<p>{LEAD.en}</p>\n{_failed(outcomes)}"
        f'{"".join(sections)}\n<p>junheng {__version__} · <a href="manifest.json">manifest.json</a></p>\n</body>\n</html>\n'
    )
    return write_aside(out / "index.html", html.encode())


def _section(outcomes: Sequence[Outcome]) -> str:
    title, kind = title_and_kind(outcomes[0].job)
    recipe = outcomes[0].job.recipe.title
    rows = "".join(map(_row, outcomes))
    return (
        f'<h2>{escape(title.zh)} · {escape(title.en)}<span class="kind">{kind.zh} · {kind.en}</span></h2>\n'
        f"<p>{escape(recipe.zh)} · {escape(recipe.en[0].upper() + recipe.en[1:])}</p>\n"
        f"<table><thead><tr><th>县区 County</th><th>年份 Year</th><th>语言 Language</th><th>测算项 Lines</th><th>文件 Files</th></tr></thead>\n"
        f"<tbody>{rows}</tbody></table>\n"
    )


def _row(outcome: Outcome) -> str:
    job = outcome.job
    if outcome.failure:
        shown = f'<span class="failed" id="{_anchor(outcome)}">{escape(outcome.failure.zh)}\n{escape(outcome.failure.en)}</span>'
    else:
        files = outcome.record["files"]
        shown = "".join(f'<a href="{quote(name)}">{name.rpartition(".")[2].upper()}</a>' for name in files)
    cells = (
        escape(job.county) or "—",
        str(job.year or "—"),
        LANGUAGE_NAMES.get(job.lang, "—"),
        _answers(outcome.record["verdicts"]),
        shown,
    )
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>\n"


def _failed(outcomes: Sequence[Outcome]) -> str:
    """At the head of the page, how many documents were not made, with links to them; nothing where all were."""
    failed = [outcome for outcome in outcomes if outcome.failure]
    if not failed:
        return ""
    named = "".join(f'<a href="#{_anchor(one)}">{escape(one.job.name)}</a> ' for one in failed)
    return (
        f'<p class="failed">未生成：{len(failed)}份，共{len(outcomes)}份 · Not made: {len(failed)} of {len(outcomes)} '
        f'(<a href="failures.csv">failures.csv</a>)\n{named}</p>\n'
    )


def _anchor(outcome: Outcome) -> str:
    return quote(f"failed-{outcome.job.name}")


def _answers(lines: Sequence[Mapping[str, Any]]) -> str:
    """How many of a county's lines are met, not met, open: "✓ 6 × 2 ? 0"."""
    counts = Counter(line["answer"] for line in lines)
    return " ".join(f"{mark} {counts[answer.value]}" for answer, mark in MARKS.items()) if lines else "—"
