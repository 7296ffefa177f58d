"""Files that people send with a contact or a message."""
