"""Contacts from other systems: files are checked line by line, then stored all or not at all."""
