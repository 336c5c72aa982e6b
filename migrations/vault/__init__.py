"""Alembic history of the vault database."""
