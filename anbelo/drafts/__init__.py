"""What somebody began to tell us: kept for a day, so that no word gets lost on the way."""
