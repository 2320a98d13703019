"""The outbox table, step by step."""
