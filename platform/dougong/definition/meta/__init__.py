"""The law of the documents: meta-schemas, the limits of security, names."""
