"""Revisions of the vault database."""
