"""A notice (Bescheid) with its dispositions: held, released, stopped."""
