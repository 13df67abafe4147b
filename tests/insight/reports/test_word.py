"""Documents as Word and WPS write them: every number a reader sees once, and nothing that no reader sees."""

import io
import re
from collections import Counter
from zipfile import ZipFile

import pytest

from analysis.insight.reports.reading.drafted import read_draft
from analysis.insight.reports.reading.inputs.reader import read_document

SPACES = {
    "w": "schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "schemas.openxmlformats.org/officeDocument/2006/relationships",
    "mc": "schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "wp": "schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "schemas.openxmlformats.org/drawingml/2006/main",
    "v": "schemas-microsoft-com:vml",
    "m": "schemas.openxmlformats.org/officeDocument/2006/math",
}
NAMES = " ".join(f'xmlns:{k}="{"urn:" if k == "v" else "http://"}{v}"' for k, v in SPACES.items())
XML = '<?xml version="1.0" encoding="UTF-8"?>'
OFFICE = f"http://{SPACES['r']}"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def run(text: str, look: str = "") -> str:
    return f'<w:r>{f"<w:rPr>{look}</w:rPr>" if look else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*parts: str) -> str:
    return f"<w:p>{''.join(parts)}</w:p>"


def field(code: str, shown: str) -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return f"{mark.format('begin')}<w:r><w:instrText> {code} </w:instrText></w:r>{mark.format('separate')}{run(shown)}{mark.format('end')}"


def changed(how: str, text: str) -> str:
    inner = run(text).replace("w:t", "w:delText") if how == "del" else run(text)
    return f'<w:{how} w:id="1" w:author="x">{inner}</w:{how}>'


def text_box(text: str) -> str:
    """As Word writes it: once for itself, once for older versions."""
    inside = f"<w:txbxContent>{paragraph(run(text))}</w:txbxContent>"
    shape = f'<a:graphic><a:graphicData uri="http://{SPACES["wps"]}"><wps:wsp><wps:txbx>{inside}</wps:txbx></wps:wsp></a:graphicData></a:graphic>'
    new = f'<mc:Choice Requires="wps"><w:drawing><wp:anchor>{shape}</wp:anchor></w:drawing></mc:Choice>'
    old = f"<mc:Fallback><w:pict><v:shape><v:textbox>{inside}</v:textbox></v:shape></w:pict></mc:Fallback>"
    return f"<w:r><mc:AlternateContent>{new}{old}</mc:AlternateContent></w:r>"


def cell(content: str, merged: str = "") -> str:
    return f"<w:tc><w:tcPr>{merged}</w:tcPr>{paragraph(content)}</w:tc>"


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


TABLE = "".join(
    [
        "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/><w:gridCol/></w:tblGrid>",
        row(cell(run("学段"), '<w:vMerge w:val="restart"/>'), cell(run("基本情况"), '<w:gridSpan w:val="2"/>')),
        row(cell("", "<w:vMerge/>"), cell(run("学校数（所）")), cell(run("班数（个）"))),
        row(cell(run("小学")), cell(run("33")), cell(run("437"))),
        row(cell(run("初中")), cell(run("13")), cell(run("228"))),
        row(cell(run("合计")), cell(field("=SUM(ABOVE)", "47")), cell(run("665"))),
        "</w:tbl>",
    ]
)
BODY = [
    paragraph(run("虚构县自查报告")),
    paragraph(field("TOC", "一、基本情况\t3")),
    paragraph('<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>', run("基本情况")),
    paragraph(
        run("全县学校4"), run("6所，"), changed("ins", "其中小学31所、"), changed("del", "其中小学29所、"), run("初中15所"),
        '<w:r><w:footnoteReference w:id="2"/></w:r>', run("。"),
    ),
    paragraph(changed("moveFrom", "教职工1945人。"), run("本段其余不变。")),
    paragraph(changed("moveTo", "教职工1945人。")),
    paragraph(run("专任教师1903人"), run("底稿9999人", "<w:vanish/>"), run("。")),
    paragraph(text_box("全县幼儿园52所。"), run("教学班641个。")),
    paragraph(run("表 "), field("SEQ", "8"), run(" 学校与班级")),
    TABLE,
    paragraph(run("见表"), field("REF", "8"), run("。")),
    f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph(run('寄宿生500人。'))}</w:sdtContent></w:sdt>",
    paragraph(f'<w:hyperlink r:id="rId9">{run("骨干教师412人")}</w:hyperlink>', run("。")),
    paragraph(f'<w:fldSimple w:instr=" DOCPROPERTY x ">{run("大班额12个")}</w:fldSimple>', run("。")),
    paragraph('<w:r><w:commentReference w:id="0"/></w:r>', run("资助学生1314人次。")),
    paragraph(run("及格率"), "<m:oMath><m:r><m:t>50%</m:t></m:r></m:oMath>", run("。")),
    paragraph(run("面积7000m"), run("2", '<w:vertAlign w:val="superscript"/>'), run("。")),
]  # fmt: skip
BESIDE = {
    "footnotes": f'<w:footnotes {NAMES}><w:footnote w:id="2">{paragraph(run("含完全中学2所。"))}</w:footnote></w:footnotes>',
    "comments": f'<w:comments {NAMES}><w:comment w:id="0" w:author="x">{paragraph(run("应为777人。"))}</w:comment></w:comments>',
    "header": f"<w:hdr {NAMES}>{paragraph(run('虚构县2024年'))}</w:hdr>",
    "footer": f"<w:ftr {NAMES}>{paragraph(run('第'), field('PAGE', '3'), run('页'))}</w:ftr>",
}
SEEN = [
    "46",
    "31",
    "15",
    "2",
    "1945",
    "1903",
    "52",
    "641",
    "33",
    "437",
    "13",
    "228",
    "47",
    "665",
    "500",
    "412",
    "12",
    "1314",
    "50",
    "7000",
]


def word_document(body: list[str]) -> bytes:
    related = [(f"rId{place}", name, f"{name}.xml") for place, name in enumerate(BESIDE)]
    links = "".join(f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{to}"/>' for key, kind, to in related)
    link = f'<Relationship Id="rId9" Type="{OFFICE}/hyperlink" Target="http://example.org" TargetMode="External"/>'
    main = f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    types = f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{WORD_TYPE}"/>'
    files = {
        "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types">{types}</Types>',
        "_rels/.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{main}</Relationships>',
        "word/_rels/document.xml.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{links}{link}</Relationships>',
        "word/document.xml": f"{XML}<w:document {NAMES}><w:body>{''.join(body)}</w:body></w:document>",
        **{f"word/{name}.xml": XML + content for name, content in BESIDE.items()},
    }
    made = io.BytesIO()
    with ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    path = tmp_path_factory.mktemp("word") / "report.docx"
    path.write_bytes(word_document(BODY))
    return read_document(path)


def test_every_number_that_a_reader_sees_is_read_once(document):
    read = Counter(number.printed for number in read_draft(document.text, "t").numbers)
    assert read == Counter(SEEN)


def test_what_no_reader_sees_is_not_read_and_hidden_text_is_said(document):
    assert not re.search("9999|777|29所", document.text)
    assert [remark.en for remark in document.remarks] == ["hidden text in 1 place(s), not read"]


def test_the_last_row_of_a_table_is_held_against_the_rows_above(document):
    draft = read_draft(document.text, "t")
    sums = {str(draft.outcome(one, "yes").conclusion.value): one for one in draft.checks if one.relation == "sum"}
    said = [
        [draft.mentions[place].number.printed for place in one.places] for one in draft.checks if one.relation == "sum"
    ]
    assert ["47", "33", "13"] in said and ["665", "437", "228"] in said and len(sums) == 2  # 33 + 13 are no 47


def test_a_document_without_such_parts_goes_to_pandoc_as_it_is():
    from analysis.insight.reports.reading.inputs.word import as_seen

    plain = word_document([paragraph(run("学校46所。"))])
    assert as_seen(plain) == (plain, ()) and as_seen(b"PK\x03\x04 damaged") == (b"PK\x03\x04 damaged", ())
