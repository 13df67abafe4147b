"""Documents of other kinds than a county's: every number of a plan, of moves of teachers and of counties side by side is explained."""

from types import SimpleNamespace

import nbformat
import pytest

from analysis.paths import NOTEBOOKS
from analysis.publish.appendix import build_appendix
from analysis.publish.documents.compose import compose
from analysis.publish.jobs import default_jobs
from analysis.publish.trace.doors import subjects_of
from analysis.publish.trace.labels import has_digits
from analysis.publish.trace.origins import of_subject, origins
from analysis.publish.trace.phrases import NUMBER
from analysis.publish.trace.printed import Printed, matched, printed_tables
from analysis.publish.trace.sentences import Sentence, labels_in, printed_sentences, told
from analysis.show.county.view import open_view


def document(recipe, view=None):
    """What is traced of a Chinese document made of its committed notebooks."""
    (job,) = default_jobs(["zh"], [recipe])
    notebooks = [nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4) for name in job.recipe.notebooks]
    composed = compose(build_appendix(job, notebooks)).json
    subjects = subjects_of(job, job.recipe.notebooks)
    return looked_up(printed_tables(composed), printed_sentences(composed), subjects, "zh", view)


def page(tables, texts, subject, lang, view=None):
    """The same of some tables and sentences as a notebook shows them."""
    shown = [one for one in tables if one and one.rows]
    printed = [Printed(n, one.caption, one.columns, one.rows) for n, one in enumerate(shown, 1)]
    texts = [one.in_(lang) for one in texts if one] + [one.note for one in shown]
    sentences = [Sentence(text, (), "") for text in texts if has_digits(text)]
    return looked_up(printed, sentences, [subject], lang, view)


def looked_up(tables, sentences, subjects, lang, view):
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
    for sentence, one in zip(page.sentences, told(page.sentences, page.found, page.lang), strict=True):
        for place, _, nth in one["of"]:
            if not page.found[place].is_label:
                text = one_more(sentence.text, nth)
                (after,) = told([sentence._replace(text=text)], page.found, page.lang)
                if nth in {hit[-1] for hit in after["of"]}:
                    yield text


def one_more(text, nth):
    """A text with the last digit of one of its numbers changed."""
    last = [*NUMBER.finditer(text)][nth].end()
    return f"{text[: last - 1]}{(int(text[last - 1]) + 1) % 10}{text[last:]}"


@pytest.fixture(scope="module")
def counties():
    return document("counties")


def test_every_number_of_counties_side_by_side_is_explained(counties):
    assert [*left_out(counties)] == []
    assert [*still_explained(counties)] == []


@pytest.mark.slow
def test_every_number_of_a_plans_document_is_explained():
    whole = document("plan", open_view("demo-b"))
    assert [*left_out(whole)] == []
    assert [*still_explained(whole)] == []
