"""From a file's cells to a school table (读表): grids, headers, columns, numbers, one row a section."""
