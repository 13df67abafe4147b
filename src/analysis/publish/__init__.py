"""From notebooks to files a county can hand in: documents, workbooks, site, manifest and trace (发布)."""

import sys

# jsonschema, which nbformat loads, would compile a grammar of web addresses: two seconds a process, for a check that no
# notebook asks for. It goes without when there is no such package.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
