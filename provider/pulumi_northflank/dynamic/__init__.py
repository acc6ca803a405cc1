"""The door for Python programs: the dynamic resource and its provider."""
