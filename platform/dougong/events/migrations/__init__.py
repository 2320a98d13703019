"""The event log's tables, step by step."""
