"""A job centre to try things with: invented people, real rules."""
