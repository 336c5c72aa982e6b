"""Complaint and whistleblowing cases, importable."""

__version__ = "0.1.0"
