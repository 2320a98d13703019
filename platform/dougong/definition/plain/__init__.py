"""Plain JSON Schema: the `jsonschema` library with safe patterns, exact numbers, limits, and our problems."""
