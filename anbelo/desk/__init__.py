"""Door of the front desk and the teams."""
