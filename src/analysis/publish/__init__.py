"""From notebooks to files a county can hand in: documents, workbooks, site, manifest and trace (发布)."""
