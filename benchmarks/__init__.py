"""Measures this provider beside what else there is: ``make bench``.

Measuring (`command.py` and what it uses) and the page (`page.py`, `tables.py`, `targets.py`) know
nothing of each other but the file between them, `docs/benchmarks.json`.
"""
