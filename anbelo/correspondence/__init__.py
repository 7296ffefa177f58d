"""Messages of a case, both ways."""
