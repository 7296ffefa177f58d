"""Fault runs: what was acknowledged is kept, once, whatever is killed, frozen or restarted.

Each run is one command, `python -m tests.campaign NAME --seed N [--broken VARIANT]`, prints one
JSON line and stays below a minute. Against each of its broken variants it must fail.
"""
