"""Accessible PDFs: what somebody reads on a page, typeset for paper."""
