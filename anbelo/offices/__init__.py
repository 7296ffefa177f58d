"""Sites, teams, opening hours, closing days, routing."""
