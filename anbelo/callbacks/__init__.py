"""The call owed before a notice goes out or a contact is answered."""
