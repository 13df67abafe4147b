"""Arithmetic over printed numbers (复算): formulas, ranges that rounding leaves, units."""
