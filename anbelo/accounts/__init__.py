"""People and machines that work here: roles, languages, working time, sessions."""
