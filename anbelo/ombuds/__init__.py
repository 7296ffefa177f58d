"""Door of the ombudsperson."""
