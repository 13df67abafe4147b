"""Drafts as bytes: XLSX, ODS and CSV, written as lightly as can be, for a hundred thousand of them are read."""

import csv
import io
from collections.abc import Sequence
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl.utils import get_column_letter
from tables.damaged.draft import Draft, Sheet, Typed

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
LOOKS = {"": "", "date": ' s="1"', "percent": ' s="2"'}
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/>'
    '<xf numFmtId="10" applyNumberFormat="1"/></cellXfs></styleSheet>'
)
ODF = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"


def content_of(draft: Draft) -> bytes:
    """The file's bytes, with what was done to them."""
    sheets = [draft.sheet, *draft.others]
    if draft.ending == "csv":
        content = _csv(draft)
    elif draft.ending == "ods":
        content = _ods(sheets)
    else:
        content = _xlsx(sheets, draft.parts)
    for change in draft.bytes_changes:
        content = change(content)
    return content


def plainly(cell: object) -> object:
    """What is shown of a cell where nothing but text is kept."""
    if not isinstance(cell, Typed):
        return "" if cell is None else cell
    if cell.looks == "date":
        return "1900-10-27"
    return f"={cell.formula}" if cell.formula and cell.value is None else "" if cell.value is None else cell.value


def _csv(draft: Draft) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=draft.delimiter).writerows([plainly(cell) for cell in row] for row in draft.sheet.cells)
    text.write((draft.delimiter * (len(draft.order) - 1) + "\r\n") * draft.sheet.blank_after)
    return text.getvalue().encode(draft.encoding)


def _packed(parts: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _xlsx(sheets: Sequence[Sheet], more: dict[str, bytes]) -> bytes:
    numbers = range(1, len(sheets) + 1)
    entries = "".join(
        f'<sheet name="{escape(sheet.name)}" sheetId="{k}" r:id="rId{k}"{_state(sheet)}/>'
        for k, sheet in zip(numbers, sheets, strict=True)
    )
    relations = "".join(
        f'<Relationship Id="rId{k}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{k}.xml"/>' for k in numbers
    )
    style = f'<Relationship Id="rIdS" Type="{RELATIONS}/styles" Target="styles.xml"/>'
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{k}.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.worksheet+xml"/>'
        for k in numbers
    )
    return _packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
            'PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
            '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.'
            f'styles+xml"/>{overrides}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{entries}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relations}{style}</Relationships>',
            "xl/styles.xml": STYLES,
            **{f"xl/worksheets/sheet{k}.xml": _sheet_xml(sheet) for k, sheet in zip(numbers, sheets, strict=True)},
            **more,
        }
    )


def _state(sheet: Sheet) -> str:
    return f' state="{sheet.state}"' if sheet.state else ""


def _sheet_xml(sheet: Sheet) -> str:
    columns = "".join(f'<col min="{k + 1}" max="{k + 1}" width="9" hidden="1"/>' for k in sorted(sheet.hidden_columns))
    rows = []
    for number, row in enumerate(sheet.cells):
        hidden = ' hidden="1"' if number in sheet.hidden_rows else ""
        cells = "".join(_xlsx_cell(f"{get_column_letter(k + 1)}{number + 1}", cell) for k, cell in enumerate(row))
        rows.append(f'<row r="{number + 1}"{hidden}>{cells}</row>')
    if sheet.blank_after:
        last = len(sheet.cells) + sheet.blank_after
        rows.append(f'<row r="{last}"><c r="A{last}" s="1"/><c r="B{last}" t="inlineStr"><is><t> </t></is></c></row>')
    areas = "".join(
        f'<mergeCell ref="{get_column_letter(b + 1)}{a + 1}:{get_column_letter(d + 1)}{c + 1}"/>'
        for a, b, c, d in sheet.merged
    )
    merged = f"<mergeCells>{areas}</mergeCells>" if areas else ""
    shown = f"<cols>{columns}</cols>" if columns else ""
    return f'<worksheet xmlns="{MAIN}">{shown}<sheetData>{"".join(rows)}</sheetData>{merged}</worksheet>'


def _xlsx_cell(place: str, cell: object) -> str:
    if cell is None:
        return ""
    typed = cell if isinstance(cell, Typed) else Typed(cell)
    formula = f"<f>{escape(typed.formula)}</f>" if typed.formula else ""
    if typed.value is None:
        return f'<c r="{place}">{formula}</c>'
    if typed.is_error:
        return f'<c r="{place}" t="e">{formula}<v>{typed.value}</v></c>'
    if isinstance(typed.value, bool):
        return f'<c r="{place}" t="b"><v>{int(typed.value)}</v></c>'
    if isinstance(typed.value, str):
        if formula:
            return f'<c r="{place}" t="str">{formula}<v>{escape(typed.value)}</v></c>'
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(typed.value)}</t></is></c>'
    return f'<c r="{place}"{LOOKS[typed.looks]}>{formula}<v>{typed.value!r}</v></c>'


def _ods(sheets: Sequence[Sheet]) -> bytes:
    names = "".join(f' xmlns:{short}="{ODF.format(short)}"' for short in ("office", "table", "text"))
    body = "".join(_ods_table(sheet) for sheet in sheets)
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return _packed(
        {
            "mimetype": kind,
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{ODF.format("manifest")}"><manifest:file-entry '
            f'manifest:full-path="/" manifest:media-type="{kind}"/><manifest:file-entry manifest:full-path="content.xml" '
            'manifest:media-type="text/xml"/></manifest:manifest>',
            "content.xml": f"<office:document-content{names}><office:body><office:spreadsheet>{body}</office:spreadsheet>"
            "</office:body></office:document-content>",
        }
    )


def _ods_table(sheet: Sheet) -> str:
    spans = {(a, b): (c - a + 1, d - b + 1) for a, b, c, d in sheet.merged}
    rows = "".join(
        f"<table:table-row>{''.join(_ods_cell(cell, spans.get((r, k))) for k, cell in enumerate(row))}</table:table-row>"
        for r, row in enumerate(sheet.cells)
    )
    if sheet.blank_after:
        rows += (
            f'<table:table-row table:number-rows-repeated="{sheet.blank_after}"><table:table-cell/></table:table-row>'
        )
    return f'<table:table table:name="{escape(sheet.name)}">{rows}</table:table>'


def _ods_cell(cell: object, span: tuple[int, int] | None) -> str:
    merged = f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"' if span else ""
    typed = cell if isinstance(cell, Typed) else Typed(cell)
    formula = f' table:formula="of:={escape(typed.formula)}"' if typed.formula else ""
    value = typed.value
    if typed.looks == "date":
        return f'<table:table-cell{merged} office:value-type="date" office:date-value="1900-10-27"><text:p>1900-10-27</text:p></table:table-cell>'
    if value is None:
        return f"<table:table-cell{merged}{formula}/>"
    if isinstance(value, bool):
        return f'<table:table-cell{merged} office:value-type="boolean" office:boolean-value="{str(value).lower()}"/>'
    if isinstance(value, str):
        return f'<table:table-cell{merged}{formula} office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
    return f'<table:table-cell{merged}{formula} office:value-type="float" office:value="{value!r}"><text:p>{value}</text:p></table:table-cell>'
