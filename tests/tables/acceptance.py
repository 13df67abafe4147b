"""Tables nobody here wrote, read through mappings alone."""

from functools import cache

from analysis.tables.mapping import read_mapping
from analysis.tables.reading import Reading, TableFile, accepted, read_files
from case_files import REPOSITORY, SHARED


@cache
def read_shared(folder: str, file: str) -> Reading:
    """A reference table read by tests/mappings/FOLDER.toml."""
    mapping = read_mapping(REPOSITORY / "tests" / "mappings" / f"{folder}.toml")
    return accepted(read_files([TableFile(SHARED / "data" / folder / file, mapping)]))
