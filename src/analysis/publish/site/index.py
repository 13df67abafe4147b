"""The page that links everything a run made, and says what it did not make (目录页)."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote

from analysis import __version__
from analysis.language import Words, begun
from analysis.publish.batch import Outcome
from analysis.publish.public import chosen_public
from analysis.publish.site.bilingual import NOTHING, both, head, page
from analysis.publish.site.entries import Entry, entries
from analysis.publish.site.pages import own_script, style
from analysis.publish.site.tallies import tallies
from analysis.publish.units.records import write_aside
from analysis.publish.web.sealed import own, sealed
from analysis.rules.results import ANSWER_WORDS, Answer
from analysis.show.page.words import MARKS

NAME = "index.html"
TITLE = Words("均衡测算附件目录", "Appendices on balance")
LEAD = Words(
    "均为测算结果，不是官方认定。重构、合成数据所属县区均为虚构，已逐项注明。",
    "Computed results, not official findings. Reconstructed and synthetic data are those of fictitious counties "
    "and are marked as such.",
)
LANGUAGE_NAMES = {"zh": "中文", "en": "English"}
COLUMNS = (
    Words("县区", "County"),
    Words("年份", "Year"),
    Words("测算结果", "Computed result"),
    Words("按项计", "Counted by item"),
    Words("附件", "Appendix"),
    Words("数据", "Data"),
    Words("数据时点", "Data as of"),
    Words("文件", "Files"),
)
MARKED = Words(  # a mark keeps its word
    "（✓\u2060达标，×\u2060未达标，?\u2060无法判断）", " (✓\u00a0met, ×\u00a0not\u00a0met, ?\u00a0cannot be judged)"
)
NOT_MADE = Words("未生成", "not made")
SEARCH = Words("查找", "Search")
SHOWN = Words("显示", "Show")
ALL = Words("全部", "all")
NONE = Words("没有符合条件的附件。", "No appendix is like that.")
CAPTION = Words("各县区、各年测算结果", "Every county and year")
EXPLORE = Words("逐校查看分布", "Explore the distribution across schools")
FOOT = {
    "key_figures.csv": Words("全部测算项（CSV）", "All key figures (CSV)"),
    "failures.csv": Words("未生成的附件（CSV）", "What was not made (CSV)"),
    "manifest.json": Words("文件清单（JSON）", "List of files (JSON)"),
}


def write_index(outcomes: Sequence[Outcome], out: Path, explorer: Path | None = None) -> Path:
    """Write index.html into `out`, with a link to the page to explore where there is one; gives the page."""
    rows = entries(outcomes)
    link = f'<p class="screen-only"><a href="{explorer.name}">{both(EXPLORE)}</a></p>\n' if explorer else ""
    public = chosen_public()
    about = f"<p>{both(public.said)}</p>\n" if public else ""
    body = f"{about}{_failed(outcomes)}{link}{_controls()}{_table(rows)}{tallies(rows)}"
    return write_aside(out / NAME, sealed(page(TITLE, LEAD, body, foot=_foot(outcomes)), style(), _script()))


def _script() -> str:
    return own_script("language.js") + own("tables.js") + own_script("search.js")


def _foot(outcomes: Sequence[Outcome]) -> str:
    """Links to what stands beside the documents; a list of failures only where there are some."""
    has_failed = any(one.failure for one in outcomes)
    links = [
        f'<a href="{name}">{both(words)}</a>' for name, words in FOOT.items() if has_failed or name != "failures.csv"
    ]
    return f"<p>junheng {__version__} · {' · '.join(links)}</p>"


def _controls() -> str:
    choices = {"": ALL, **{one.value: ANSWER_WORDS[one] for one in Answer}, "not_made": NOT_MADE}
    options = "".join(
        f'<option value="{value}" data-zh="{escape(said.zh)}" data-en="{escape(said.en)}">{escape(said.zh)} · {escape(said.en)}</option>'
        for value, said in choices.items()
    )
    return (
        f'<form id="controls" hidden><label>{both(SEARCH)} <input type="search" id="words"></label>\n'
        f'<label>{both(SHOWN)} <select id="answer">{options}</select></label>\n'
        '<output id="count" for="words answer"></output></form>\n'
    )


def _table(rows: Sequence[Entry]) -> str:
    """Roles are named because a small screen shows each row as a block: browsers forget then what it was."""
    counted = both(COLUMNS[3])
    heads = head(*COLUMNS).replace(counted, f'{counted}<span class="broad-only">{both(MARKED)}</span>')
    heads = heads.replace("<thead><tr>", '<thead role="rowgroup"><tr role="row">')
    heads = heads.replace("<th ", '<th role="columnheader" ')
    body = "".join(map(_row, rows))
    return (
        f'<p class="small-only">{counted}{both(MARKED)}</p>\n'
        f'<div class="table-scroll" role="region" tabindex="0" aria-label="{CAPTION.zh} · {CAPTION.en}">\n'
        f'<table id="entries" role="table"><caption>{both(CAPTION)}</caption>{heads}\n'
        f'<tbody role="rowgroup">\n{body}</tbody></table></div>\n<p id="none" hidden>{both(NONE)}</p>\n'
    )


def _row(entry: Entry) -> str:
    answer = entry.answer
    shown = answer.value if answer else "not_made" if entry.failed else ""
    cells = (
        entry.when or NOTHING,
        _result(entry),
        " · ".join(f"{mark} {entry.counts[one.value]}" for one, mark in MARKS.items()) if entry.lines else NOTHING,
        both(_begun(entry.recipe)),
        f'{both(_begun(entry.title))} <span class="kind">{both(entry.kind)}</span>',
        entry.as_of.isoformat() if entry.as_of else NOTHING,
        _files(entry),
    )
    name = f'<th scope="row" role="rowheader">{both(entry.place) or _of_no_place(entry)}</th>'
    return f'<tr role="row" data-answer="{shown}">{name}{"".join(map(_cell, COLUMNS[1:], cells))}</tr>\n'


def _of_no_place(entry: Entry) -> str:
    """Where each row is a block, what it is stands above it in place of the county."""
    return f'<span class="broad-only">{NOTHING}</span><span class="small-only">{both(_begun(entry.recipe))}</span>'


def _begun(words: Words) -> Words:
    return Words(words.zh, begun(words.en))


def _cell(column: Words, content: str) -> str:
    """A cell that a small screen shows with its column's name, and leaves out where it is empty."""
    return f'<td role="cell" data-zh="{column.zh}" data-en="{column.en}"{_if_empty(content)}>{content}</td>'


def _if_empty(content: str) -> str:
    return "" if content.strip(NOTHING) else ' class="empty"'


def _result(entry: Entry) -> str:
    """The recorded answer: a mark, a word and a colour, of which the first two do without the third."""
    if answer := entry.answer:
        kind = {Answer.MET: "met", Answer.NOT_MET: "not-met", Answer.CANNOT_JUDGE: "unjudged"}[answer]
        return f'<span class="answer {kind}">{MARKS[answer]} {both(ANSWER_WORDS[answer])}</span>'
    return f'<span class="failed">! {both(NOT_MADE)}</span>' if entry.failed else NOTHING


def _files(entry: Entry) -> str:
    """Links by language, and why there are none."""
    told = []
    for outcome in entry.outcomes:
        lang = LANGUAGE_NAMES.get(outcome.job.lang, "")
        if outcome.failure:
            shown = f'<span class="failed" id="{_anchor(outcome)}">{escape(outcome.failure.zh)}\n{escape(outcome.failure.en)}</span>'
        else:
            shown = " ".join(_link(name, f"{entry.place.zh} {entry.when} {lang}") for name in outcome.record["files"])
        told.append(f'<span class="files">{lang} {shown}</span>')
    return "".join(told)


def _link(name: str, about: str) -> str:
    kind = name.rpartition(".")[2].upper()
    return f'<a href="{quote(name)}" aria-label="{kind} {escape(about)}">{kind}</a>'


def _failed(outcomes: Sequence[Outcome]) -> str:
    """At the head of the page, how many documents were not made, with links to them; nothing where all were."""
    failed = [outcome for outcome in outcomes if outcome.failure]
    if not failed:
        return ""
    named = "".join(f'<li><a href="#{_anchor(one)}">{escape(one.job.name)}</a></li>' for one in failed)
    said = Words(f"未生成：{len(failed)}份，共{len(outcomes)}份", f"Not made: {len(failed)} of {len(outcomes)}")
    return f'<details class="failed"><summary>{both(said)}</summary>\n<ul>{named}</ul></details>\n'


def _anchor(outcome: Outcome) -> str:
    return quote(f"failed-{outcome.job.name}")
