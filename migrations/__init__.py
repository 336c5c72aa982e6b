"""The Alembic histories of the host database (`main`) and of the vault (`vault`)."""
