"""The client of Northflank's API."""
