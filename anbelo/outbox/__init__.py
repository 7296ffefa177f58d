"""Promised jobs: written with their cause, handed to Redis as a bare number."""
