"""The sentences of the notebooks: their numbers are those of the formulas, and each language is whole."""

import math
import re

import numpy as np
import pytest
from case_files import as_printed
from show.views import DATASETS, every_stage_and_indicator, view_of

from analysis.rules.results import Answer
from analysis.show import balance, conditions, counties, data, distribution
from analysis.show.counties import open_counties
from analysis.show.county.examples import nine_year_split
from analysis.tables.schools import STAGE_WORDS

CHINESE = re.compile(r"[\u4e00-\u9fff〔〕，。；：、（）“”]")
#: Symbols of the field that Chinese reports write in Latin letters.
SYMBOLS = {"CV", "T", "DEMO"}


def sentences_of(view):
    """Everything that can be said of a county; what does not apply to it is left out, as on a page."""
    return filter(None, _sentences_or_none(view))


def _sentences_or_none(view):
    yield data.sentences.who_is_in(view)
    yield balance.sentences.nearest_to_limit(view)
    for stage in view.stages:
        yield from (
            say(view, stage)
            for say in (conditions.sentences.conditions, conditions.sentences.class_sizes, balance.sentences.balance)
        )
        yield balance.sentences.change(view, stage)
    for stage, name in every_stage_and_indicator(view):
        for say in (
            balance.sentences.why,
            balance.sentences.leave_one_out,
            distribution.sentences.town_and_country,
            distribution.sentences.distribution,
        ):
            yield say(view, name, stage)


def names_in(view):
    """Names of schools and of the documents cited, which no language translates."""
    return [*view.table.rows["school"].unique(), *([view.standard.document] if view.standard else [])]


def without(text, names):
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "")
    return text


@pytest.mark.parametrize("dataset", DATASETS)
def test_no_sentence_shows_an_undefined_number(dataset):
    for sentence in sentences_of(view_of(dataset)):
        assert not re.search(r"\b(nan|None|inf)\b", " ".join(sentence)), sentence
        assert not re.search(r"[{}]", " ".join(sentence)), sentence


@pytest.mark.parametrize("dataset", DATASETS)
def test_only_of_areas_that_no_school_states_nothing_is_said(dataset):
    view = view_of(dataset)
    unsaid = sum(sentence is None for sentence in _sentences_or_none(view))
    assert unsaid == (0 if view.areas else len(every_stage_and_indicator(view)))


@pytest.mark.parametrize("dataset", DATASETS)
def test_english_holds_no_chinese_but_names(dataset):
    view = view_of(dataset)
    for sentence in sentences_of(view):
        assert not CHINESE.search(without(sentence.en, names_in(view))), sentence.en


@pytest.mark.parametrize("dataset", DATASETS)
def test_chinese_holds_no_latin_words_but_symbols_and_names(dataset):
    view = view_of(dataset)
    for sentence in sentences_of(view):
        latin = set(re.findall(r"[A-Za-z]+", without(sentence.zh, names_in(view))))
        assert latin <= SYMBOLS, sentence.zh


@pytest.mark.parametrize("dataset", DATASETS)
def test_both_languages_say_the_same_numbers(dataset):
    view = view_of(dataset)
    for sentence in sentences_of(view):
        named = [name for name in names_in(view) if name in sentence.en]
        zh, en = (re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", without(text, named)) for text in sentence)
        assert sorted(zh) == sorted(en), sentence


@pytest.mark.parametrize("dataset", ["demo-a", "demo-b"])
def test_the_sentence_on_conditions_counts_every_section_once(dataset):
    view = view_of(dataset)
    for stage in view.stages:
        mine = [section for section in view.verdict.sections if section.stage == stage]
        every = sum(all(v.answer is Answer.MET for v in section.indicators.values()) for section in mine)
        answers = [section.rule.answer for section in mine]
        met, failed, open_ = (answers.count(answer) for answer in (Answer.MET, Answer.NOT_MET, Answer.CANNOT_JUDGE))
        said = conditions.sentences.conditions(view, stage).zh
        numbers = [int(n) for n in re.findall(r"(\d+)个", said)]
        assert numbers == [len(mine), every, met - every, failed, open_]
        assert f"{len(view.indicators)}项全部达标" in said
        assert met + failed + open_ == len(mine)


@pytest.mark.parametrize("dataset", DATASETS)
def test_the_largest_coefficient_named_is_the_largest(dataset):
    view = view_of(dataset)
    for stage in view.stages:
        values = {name: plain_cv(view, name, stage) for s, name in every_stage_and_indicator(view) if s == stage}
        largest = max(v for v in values.values() if not math.isnan(v))
        (name,) = [name for name, value in values.items() if value == largest]
        said = balance.sentences.balance(view, stage)
        assert as_printed(largest, like="0.515") in said.zh
        assert view.table.terms.indicators[name].short.zh in said.zh


def plain_cv(view, name, stage):
    """The coefficient written out; nan where a section's value is missing."""
    frame = view.values(name, stage).frame
    x, n = frame["value"].to_numpy(float), frame["students"].to_numpy(float)
    if np.isnan(x).any() or not len(x):
        return math.nan
    mean = (n * x).sum() / n.sum()
    return math.sqrt((n * (x - mean) ** 2).sum() / n.sum()) / mean


def test_without_the_school_that_contributes_most_the_coefficient_is_that_of_the_rest():
    view = view_of("demo-b")
    stage, name = "primary", view.most_uneven("primary")
    frame = view.values(name, stage).frame
    mean = np.average(frame["value"], weights=frame["students"])
    top = (frame["students"] * (frame["value"] - mean) ** 2).idxmax()
    rest = frame.drop(index=top)
    rest_mean = np.average(rest["value"], weights=rest["students"])
    rest_cv = math.sqrt(np.average((rest["value"] - rest_mean) ** 2, weights=rest["students"])) / rest_mean
    said = balance.sentences.leave_one_out(view, name, stage).zh
    assert frame.loc[top, "school"] in said
    assert as_printed(plain_cv(view, name, stage), "0.515") in said
    assert as_printed(rest_cv, "0.515") in said


def test_a_county_without_a_standard_is_described_and_not_judged():
    view = view_of("michigan")
    assert "无法判断" in conditions.sentences.conditions(view, "all").zh
    assert "no verdict" in balance.sentences.balance(view, "all").en


def test_a_standard_that_asks_nothing_of_single_schools_gives_no_count():
    assert "没有对单校的要求" in conditions.sentences.conditions(view_of("five-schools"), "primary").zh


def test_one_year_alone_has_no_change():
    assert balance.sentences.change(view_of("five-schools"), "primary").zh.startswith(STAGE_WORDS["primary"].zh)
    assert "no earlier year" in balance.sentences.change(view_of("five-schools"), "primary").en


def test_the_worked_example_says_what_was_printed_and_what_forgetting_the_weights_would_give():
    said = balance.sentences.worked_example("zh").zh
    assert "0.52（0.5153）" in said
    assert "与所载0.52一致" in said
    assert "不加权则为0.49" in said


def test_the_nine_year_split_is_exact_beside_the_printed_figures():
    primary, junior = nine_year_split()
    assert (primary.students, junior.students) == (166, 210)
    assert (primary.printed, junior.printed) == ("9711", "13515")
    assert primary.exact + junior.exact == pytest.approx(9711 + 13515, abs=1e-9)
    assert primary.exact == pytest.approx(23226 * 166 / (166 + 1.1 * 210), rel=1e-12)


def test_the_counties_sentence_counts_rows_and_names_no_winner():
    view = open_counties("published", "zh")
    hidden = [row for row in view.rows if row.hidden]
    said = counties.sentences.counties(view).zh
    assert f"共{len(view.rows)}行" in said
    assert f"{len(hidden)}行综合达标而有单项高于同一限值" in said
    assert not re.search(r"第一|最好|最差|排名", said)
