"""Door of management and the data-protection auditor."""
