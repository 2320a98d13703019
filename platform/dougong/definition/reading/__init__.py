"""From JSON documents to frozen values."""
