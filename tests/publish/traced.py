"""What is traced of a page or a document, and which of its numbers are not, or still are after a change."""

from types import SimpleNamespace

import nbformat

from analysis.paths import NOTEBOOKS
from analysis.publish.appendix import build_appendix, tags_left_out
from analysis.publish.documents.compose import compose
from analysis.publish.jobs import default_jobs
from analysis.publish.trace.doors import subjects_of
from analysis.publish.trace.labels import has_digits
from analysis.publish.trace.origins import of_subject, origins
from analysis.publish.trace.phrases import NUMBER
from analysis.publish.trace.printed import Printed, matched, printed_tables
from analysis.publish.trace.sentences import Sentence, labels_in, printed_sentences, told


def document(recipe, view=None):
    """What is traced of a Chinese document made of its committed notebooks."""
    job = next(one for one in default_jobs(["zh"], [recipe]) if one.recipe.id == recipe)
    notebooks = [nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4) for name in job.recipe.notebooks]
    for one in notebooks:
        one.cells = [cell for cell in one.cells if not {*tags_left_out(job)} & {*cell.metadata.get("tags", ())}]
    composed = compose(build_appendix(job, notebooks)).json
    subjects = subjects_of(job, job.recipe.notebooks)
    return looked_up(printed_tables(composed), printed_sentences(composed), subjects, "zh", view)


def page(tables, texts, subjects, lang):
    """The same of some tables and sentences as a notebook shows them."""
    shown = [one for one in tables if one and one.rows]
    printed = [Printed(n, one.caption, [*map(headed, one.columns)], one.rows) for n, one in enumerate(shown, 1)]
    sentences = [Sentence(one.in_(lang), (), "") for one in texts if one]
    sentences += [Sentence(one.note, (), one.caption) for one in shown]
    return looked_up(printed, [one for one in sentences if has_digits(one.text)], subjects, lang)


def headed(column):
    """The head of a column, its levels one after the other."""
    return column if isinstance(column, str) else " ".join(dict.fromkeys(column))


def looked_up(tables, sentences, subjects, lang, view=None):
    found = [origin for one in subjects for origin in of_subject(one, lang)]
    if view:
        found += origins(view, [*(one.caption for one in tables), *(one.text for one in sentences)])
    found += labels_in(sentences, lang)
    return SimpleNamespace(tables=tables, sentences=sentences, found=found, lang=lang)


def left_out(page):
    """The numbers that are not explained, with what stands around them."""
    for table in matched(page.tables, page.found, page.lang):
        for row in table["rows"]:
            explained = {(column, nth) for column, _, _, nth in row["of"]}
            for column, cell in enumerate(row["cells"]):
                numbers = [*enumerate(NUMBER.findall(cell))]
                yield from (f"{table['heads'][column]}: {cell}" for nth, _ in numbers if (column, nth) not in explained)
    for one in told(page.sentences, page.found, page.lang):
        explained = {nth for *_, nth in one["of"]}
        yield from (
            f"[{number[0]}]{one['text'][number.end() :][:14]}"
            for nth, number in enumerate(NUMBER.finditer(one["text"]))
            if nth not in explained
        )


def still_explained(page):
    """The numbers of tables and sentences that are explained although their last digit was changed."""
    for table, kept in zip(page.tables, matched(page.tables, page.found, page.lang), strict=True):
        changed = [
            (column, nth, [one_more(cell, nth) if at == column else cell for at, cell in enumerate(row["cells"])])
            for row in kept["rows"]
            for column, place, _, nth in row["of"]
            if not page.found[place].is_label
        ]
        again = Printed(table.number, table.caption, table.heads, [row for *_, row in changed])
        (after,) = matched([again], page.found, page.lang)
        for (column, nth, row), found in zip(changed, after["rows"], strict=True):
            if (column, nth) in {(at, which) for at, _, _, which in found["of"]}:
                yield f"{table.heads[column]}: {row[column]}"
    changed = [
        (sentence._replace(text=one_more(sentence.text, nth)), nth)
        for sentence, one in zip(page.sentences, told(page.sentences, page.found, page.lang), strict=True)
        for place, _, nth in one["of"]
        if not page.found[place].is_label
    ]
    again = told([sentence for sentence, _ in changed], page.found, page.lang)
    yield from (one["text"] for one, (_, nth) in zip(again, changed, strict=True) if nth in {h[-1] for h in one["of"]})


def one_more(text, nth):
    """A text with the last digit of one of its numbers changed."""
    last = [*NUMBER.finditer(text)][nth].end()
    return f"{text[: last - 1]}{(int(text[last - 1]) + 1) % 10}{text[last:]}"
