"""Random combinations of damage: the undamaged figures come out, or what is wrong is named; and what this has found so far."""

import io
import re
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from tables.damaged.draft import Draft, Sheet, Typed, random_draft
from tables.damaged.file_kinds import compound
from tables.damaged.files import content_of
from tables.damaged.kinds import KINDS
from tables.damaged.trial import Trial, damaged, together, tried

from analysis.tables.sheets import workbook_parts
from analysis.tables.sheets.reading import Reading, TableFile, read_files

SOUND = ("right", "right, with a note", "named", "refused")


def unsound(seeds, folder):
    return [(one.seed, one.kinds, one.outcome, one.wrong) for one in tried(seeds, folder) if one.outcome not in SOUND]


def read(draft: Draft, folder, content: bytes | None = None) -> Reading:
    path = folder / draft.name
    path.write_bytes(content_of(draft) if content is None else content)
    return read_files([TableFile(path)])


def said(reading: Reading) -> set[str]:
    return {one.kind for one in reading.problems.all}


def test_there_are_fifty_kinds_of_damage_to_combine():
    assert len({kind.name for kind in KINDS}) == len(KINDS) >= 50


def test_small_counties_without_damage_are_read_right_and_draw_no_note(tmp_path):
    trials = [Trial(seed, random_draft(seed), []) for seed in range(20)]
    together(trials, tmp_path)
    assert {trial.outcome for trial in trials} == {"right"}


def test_forty_tables_of_random_damage_are_right_or_named(tmp_path):
    assert unsound(range(40), tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("first", range(10_000, 12_000, 250))
def test_two_thousand_tables_of_random_damage_are_right_or_named(first, tmp_path):
    assert [bad for k in range(0, 250, 25) for bad in unsound(range(first + k, first + k + 25), tmp_path)] == []


def test_a_trial_notices_a_figure_that_is_wrong_without_a_note(tmp_path):
    trial = Trial(3, random_draft(3, "csv"), [])
    school = next(iter(trial.draft.truth))
    trial.draft.put(school, "classes", trial.draft.cell(school, "classes") + 1)
    together([trial], tmp_path)
    assert trial.outcome == "silent"
    assert school in trial.wrong[0]


def test_a_trial_notices_a_school_that_is_dropped_without_a_note(tmp_path):
    trial = Trial(4, random_draft(4, "csv"), [])
    school = next(iter(trial.draft.truth))
    trial.draft.sheet.cells[trial.draft.schools[school]] = [None]
    together([trial], tmp_path)
    assert (trial.outcome, trial.wrong[0][:11]) == ("silent", "lost school")


# ---- what was found ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["XFD1048576", "ZZ99999"])
def test_a_stray_cell_far_outside_is_named_and_does_not_fill_the_memory(cell, tmp_path):
    draft = random_draft(5, "xlsx")
    row = f'<row r="{cell.lstrip("XFDZ")}"><c r="{cell}"><v>1</v></c></row></sheetData>'
    reading = read(
        draft, tmp_path, with_part(content_of(draft), "xl/worksheets/sheet1.xml", b"</sheetData>", row.encode())
    )
    assert said(reading) == {"reaches_too_far"}
    assert reading.problems.errors[0].place.endswith(f"学校情况 › {cell}")


def test_an_archive_that_swells_is_refused_even_where_it_lies_about_its_size(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook_parts, "MOST_BYTES", 12_000_000)
    monkeypatch.setattr(workbook_parts, "SMALL", 1_000)
    draft, buffer = random_draft(5, "xlsx"), io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive, archive.open("xl/worksheets/sheet1.xml", "w") as part:
        for _ in range(20):
            part.write(b"<row/>" * 170_000)
    honest = buffer.getvalue()
    size = (20 * 170_000 * 6).to_bytes(4, "little")
    lying = honest.replace(size, (1000).to_bytes(4, "little"))
    assert lying != honest
    for content in (honest, lying):
        assert said(read(draft, tmp_path, content)) == {"swells"}


def test_a_failed_formula_is_named_in_a_workbook_whose_styles_another_reader_rejects(tmp_path):
    draft = random_draft(6, "xlsx")  # its styles have a fill without a pattern
    school = draft.a_school()
    draft.put(school, "classes", Typed("#DIV/0!", "A1/0", is_error=True))
    draft.sheet.hidden_rows.add(draft.schools[school])
    reading = read(draft, tmp_path)
    assert {"not_a_number", "hidden_rows"} <= said(reading)


def test_a_formula_that_was_never_worked_out_is_named(tmp_path):
    draft = random_draft(6, "xlsx")
    draft.put(draft.a_school(), "multimedia_rooms", Typed(None, "SUM(1,2)"))
    assert "formulas_without_value" in said(read(draft, tmp_path))


def test_a_figure_typed_as_text_in_a_merged_cell_is_not_the_schools_below(tmp_path):
    trial = damaged(1_005_131)  # its areas are texts, and two of them are merged into one cell
    together([trial], tmp_path)
    assert trial.outcome in ("right", "right, with a note")


def test_no_school_is_lost_where_a_header_of_two_rows_is_repeated_in_one(tmp_path):
    draft = next(one for one in map(random_draft, range(50)) if one.first == 3 and one.ending == "xlsx")
    draft.insert_row(draft.first + 1, list(draft.sheet.cells[draft.head]))
    reading = read(draft, tmp_path)
    assert set(reading.rows["school"]) == set(draft.truth)


def test_schools_above_the_header_that_was_taken_are_named(tmp_path):
    draft = random_draft(7, "csv")
    draft.insert_row(draft.first + 1, list(draft.sheet.cells[draft.head]))
    draft.sheet.cells[draft.head][draft.column("classes")] = None
    reading = read(draft, tmp_path)
    assert len(reading.rows) < len(draft.truth)
    assert "figures_above_header" in said(reading)


def test_a_column_without_a_head_is_named_however_many_blank_rows_follow(tmp_path):
    draft = random_draft(8, "csv")
    draft.sheet.cells[draft.head][draft.column("classes")] = None
    draft.sheet.blank_after = 60
    assert "columns_without_header" in said(read(draft, tmp_path))


def test_two_sheets_of_another_stage_than_a_schools_type_are_refused_at_its_row(tmp_path):
    draft = next(one for one in (random_draft(seed, "ods") for seed in range(50)) if "初级中学" in one.kinds.values())
    draft.sheet.cells[0][0] = f"{draft.county}2023年小学基本情况"
    draft.others.append(Sheet("学校情况 (2)", [list(row) for row in draft.sheet.cells]))
    assert "stage_not_of_type" in said(read(draft, tmp_path))


def test_data_that_cannot_be_unpacked_is_a_workbook_that_is_not_intact(tmp_path):
    content = bytearray(content_of(random_draft(9, "xlsx")))
    at = content.index(b"xl/worksheets/sheet1.xml") + 40
    content[at : at + 8] = b"\xff" * 8
    assert said(read(random_draft(9, "xlsx"), tmp_path, bytes(content))) == {"not_a_table_file"}


def test_an_old_workbook_at_which_its_reader_gives_up_is_not_intact(tmp_path):
    content = compound("Workbook")
    cuts = [content[:size] for size in (9, 70, 515, 1026, 1100)]
    for cut in cuts:
        assert said(read(random_draft(9, "xlsx"), tmp_path, cut)) == {"not_a_table_file"}


def test_a_workbook_locked_with_a_password_is_said_to_be(tmp_path):
    reading = read(random_draft(9, "xlsx"), tmp_path, compound("EncryptedPackage"))
    assert "locked with a password" in reading.problems.errors[0].line("en")


def test_a_damaged_table_is_the_same_for_the_same_seed():
    assert content_of(damaged(77).draft) == content_of(damaged(77).draft)


def with_part(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """A workbook with a part in which something is replaced."""
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as before, ZipFile(buffer, "w", ZIP_DEFLATED) as after:
        for part in before.namelist():
            data = before.read(part)
            after.writestr(part, data.replace(old, new) if part == name else data)
    return buffer.getvalue()


HELD = '<table:table-cell office:value-type="string"><text:p>甲</text:p></table:table-cell>'
WORKED_OUT = '<table:table-cell table:formula="of:=[.A1]&gt;0" office:value-type="float" office:value="0"/>'
STYLED = '<table:table-cell table:style-name="ce1" table:number-columns-repeated="16384"/>'
LAST_ROW = 1_048_000


def filled_down(tmp_path, *cells, times=LAST_ROW, after=""):
    """A small ODS whose table goes on with one more row, repeated."""
    draft = random_draft(5, "ods")
    row = (
        f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>{after}</table:table>'
    )
    return read(draft, tmp_path, with_part(content_of(draft), "content.xml", b"</table:table>", row.encode()))


@pytest.mark.parametrize(
    ("cells", "times", "kind"),
    [
        ([HELD] * 10, 700_000, "swells"),
        ([HELD] * 20, LAST_ROW, "reaches_too_far"),
        ([WORKED_OUT] * 20, LAST_ROW, "reaches_too_far"),
        (
            [HELD.replace("<table:table-cell", '<table:table-cell table:number-columns-repeated="16384"')],
            9000,
            "reaches_too_far",
        ),
        (['<table:table-cell table:number-columns-repeated="99999999999"/>', HELD], 1, "reaches_too_far"),
    ],
)
def test_an_ods_filled_down_to_its_last_row_is_named_and_does_not_fill_the_memory(cells, times, kind, tmp_path):
    assert said(filled_down(tmp_path, *cells, times=times)) == {kind}


def test_an_ods_with_a_cell_far_below_its_table_names_that_cell(tmp_path):
    reading = filled_down(tmp_path, STYLED, after=f"<table:table-row>{HELD * 30}</table:table-row>")
    assert said(reading) == {"reaches_too_far"}
    assert re.search(r" › AD1048\d{3}$", reading.problems.errors[0].place)


def test_styled_rows_below_an_ods_are_no_part_of_it(tmp_path):
    assert not {"reaches_too_far", "swells"} & said(filled_down(tmp_path, STYLED))


def test_one_school_that_its_rows_call_by_two_types_is_named(tmp_path):
    """Two schools whose names were merged and whose codes are one look like the sections of one school."""
    draft = random_draft(1, "csv")
    first, second = list(draft.truth)[:2]
    for name, kind in (("school_type", "小学"), ("school_type", "初级中学")):
        draft.put(first if kind == "小学" else second, name, kind)
    for name in ("school", "school_id"):
        draft.put(second, name, draft.cell(first, name))
    reading = read(draft, tmp_path)
    (note,) = [one for one in reading.problems.notes if one.kind == "one_school_two_types"]
    assert first in note.found.zh
    assert "小学、初级中学" in note.found.zh or "初级中学、小学" in note.found.zh


@pytest.mark.parametrize("seed", [1_024_530, 1_075_222, 1_078_038, 1_083_096, 1_086_990, 1_087_470])
def test_what_stumbled_among_a_hundred_thousand_tables_no_longer_does(seed, tmp_path):
    """UTF-16 cut off, a cell in the last row, two schools as one, an open quotation mark, a column without a head."""
    assert unsound([seed], tmp_path) == []
