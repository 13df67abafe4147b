"""The attachable set as files (可作附件的材料): each annex as a Word document, all tables as a workbook, schools' own sheets."""

from analysis.publish.attachments.files import (
    annex_files,
    composed_of,
    report_of,
    school_files,
    set_for,
    write_workbook,
)

__all__ = ["annex_files", "composed_of", "report_of", "school_files", "set_for", "write_workbook"]
