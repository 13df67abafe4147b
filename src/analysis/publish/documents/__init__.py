"""One appendix, three formats: executed notebooks and front matter to HTML, DOCX and PDF (附件文档)."""

from analysis.publish.documents.appendix import Appendix
from analysis.publish.documents.html import write_html
from analysis.publish.documents.pdf import write_pdf
from analysis.publish.documents.word import write_docx

__all__ = ["Appendix", "write_docx", "write_html", "write_pdf"]
