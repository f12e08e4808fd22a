"""Statements that are put together once: building one in Python costs more than the database takes to answer it."""

from functools import lru_cache

# For a function that makes a statement, or a condition of one, out of plain values and nothing else. The same values
# give the same statement for ever, so what is remembered cannot be out of date: it holds no rows.
remembered = lru_cache(maxsize=256)
