"""Dougong 斗拱: business modules written as JSON, run as forms, tables, workflows and ledgers."""
