"""No text of a file reaches a shell or an interpreter, and no reader opens what a file only names."""

import ast
import io
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from zipfile import ZipFile

import pytest
from case_files import REPOSITORY
from tables.damaged.draft import random_draft
from tables.damaged.files import content_of

from analysis.errors import JunhengError
from analysis.insight.reports.reading.inputs.reader import read_document
from analysis.tables.sheets.reading import TableFile, read_files

FORBIDDEN = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "os.system",
    "os.popen",
    "yaml.load",
    "marshal.loads",
    "shelve.open",
}
#: Objects are only loaded of what a run itself has written for its own workers.
OWN_OBJECTS = {"tables/catalogue/slices.py": "pickle.loads"}
SECRET = "root-of-all-secrets"
LINE = "全县有小学12所，在校生4800人，其中农村1200人，占25.0%。"


def calls():
    """Every call of the program: file, what is called, and the call."""
    root = REPOSITORY / "src" / "analysis"
    for path in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield path.relative_to(root).as_posix(), ast.unparse(node.func), node


def test_nothing_that_is_read_is_run():
    found = {(file, name) for file, name, _ in calls() if name in FORBIDDEN or name.startswith("os.exec")}
    objects = {(file, name) for file, name, _ in calls() if name.startswith("pickle.load")}
    assert found == set()
    assert objects == set(OWN_OBJECTS.items())


def test_programs_are_called_by_lists_of_words_and_never_by_a_shell():
    seen = [
        (file, call)
        for file, name, call in calls()
        if name in ("subprocess.run", "subprocess.Popen", "subprocess.call")
    ]
    assert seen
    for file, call in seen:
        assert not any(word.arg == "shell" for word in call.keywords), file
        first = call.args[0]
        assert not isinstance(first, (ast.JoinedStr, ast.BinOp)) and not (
            isinstance(first, ast.Constant) and isinstance(first.value, str)
        ), file


@pytest.fixture
def outside(tmp_path):
    """A file and a server that nobody may look at; gives an address of each and what was asked for."""
    asked = []

    class Watch(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(SECRET.encode())

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Watch)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    yield [secret.as_uri(), f"http://127.0.0.1:{server.server_port}/x"], asked
    server.shutdown()
    server.server_close()


def with_entity(content: bytes, part: str, address: str, instead_of: bytes) -> bytes:
    """An archive one of whose parts names something outside, where a text of it stood."""
    buffer = io.BytesIO()
    head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "{address}">]>'.encode()
    with ZipFile(io.BytesIO(content)) as before, ZipFile(buffer, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            if name == part:
                assert instead_of in data
                data = head + data.replace(instead_of, b"&e;", 1)
            after.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("ending", "part", "text"),
    [
        ("xlsx", "xl/worksheets/sheet1.xml", "学校基本情况"),
        ("xlsx", "xl/workbook.xml", "学校情况"),
        ("ods", "content.xml", "学校基本情况"),
    ],
)
def test_a_workbook_that_names_something_outside_is_not_followed(ending, part, text, outside, tmp_path):
    addresses, asked = outside
    draft = random_draft(3, ending)
    for address in addresses:
        path = tmp_path / draft.name
        path.write_bytes(with_entity(content_of(draft), part, address, text.encode()))
        reading = read_files([TableFile(path)])
        said = "".join(one.line("zh") for one in reading.problems.all) + reading.rows.to_csv()
        assert SECRET not in said
    assert asked == []


def test_an_entity_that_grows_without_end_is_not_unfolded(tmp_path):
    draft = random_draft(3, "xlsx")
    nested = "".join(f'<!ENTITY a{k} "{f"&a{k - 1};" * 10 if k else "学" * 10}">' for k in range(12))
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(content_of(draft))) as before, ZipFile(buffer, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            if name == "xl/workbook.xml":
                data = f"<!DOCTYPE x [{nested}]>".encode() + data.replace("学校情况".encode(), b"&a11;")
            after.writestr(name, data)
    path = tmp_path / draft.name
    path.write_bytes(buffer.getvalue())
    reading = read_files([TableFile(path)])
    assert len(reading.rows) in (0, len(draft.truth))


def page(address: str) -> bytes:
    outside = f'<img src="{address}"><iframe src="{address}"></iframe><object data="{address}"></object>'
    return f'<!DOCTYPE html [<!ENTITY e SYSTEM "{address}">]><html><body>{outside}<p>{LINE}&e;</p><link rel="stylesheet" href="{address}"></body></html>'.encode()


def word(address: str) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/document.xml",
            f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "{address}">]><w:document xmlns:w="{space}"><w:body><w:p><w:r><w:t>'
            f"{LINE}&e;</w:t></w:r></w:p></w:body></w:document>",
        )
    return buffer.getvalue()


@pytest.mark.parametrize(("name", "make"), [("a.html", page), ("a.docx", word)])
def test_a_report_that_names_something_outside_is_not_followed(name, make, outside, tmp_path):
    addresses, asked = outside
    for number, address in enumerate(addresses):
        path = tmp_path / f"{number}{name}"
        path.write_bytes(make(address))
        try:
            text = read_document(path).text
        except JunhengError as refused:
            text = refused.message("en")
        assert SECRET not in text
    assert asked == []
