"""Contact, case, concerns, history, receipt."""
