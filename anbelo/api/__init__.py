"""REST JSON, version 1."""
