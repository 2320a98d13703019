"""From a record's JSON to values and back, under the law of its entity."""
