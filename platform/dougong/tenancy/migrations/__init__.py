"""The tenancy tables, step by step."""
