"""A report's text out of the file it comes in (原文的读入): TXT, HTML, DOCX, ODT, PDF."""
