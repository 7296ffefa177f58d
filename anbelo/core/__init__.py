"""What every room stands on: database, clock, calendar, errors, texts."""
