"""`python -m analysis` is `junheng`."""

from analysis.cli import main

main()
