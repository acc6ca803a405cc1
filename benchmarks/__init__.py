"""Measures this provider beside a floor, Northflank's clients and a fleet: ``make bench``."""
