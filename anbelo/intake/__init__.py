"""Door of the claimant."""
