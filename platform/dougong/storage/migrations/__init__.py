"""Migrations of the storage room."""
