"""The tables of preferences, step by step."""
