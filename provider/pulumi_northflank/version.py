"""The version of this package, kept here alone: the build and the user agent read it."""

__version__ = "0.1.0"
