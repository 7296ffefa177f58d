"""The Flask kit all doors share."""
