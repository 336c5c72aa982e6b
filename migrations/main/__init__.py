"""Alembic history of the main database."""
