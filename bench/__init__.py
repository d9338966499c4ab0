"""Measures how fast a site is built, and compares: `python3 run.py bench`."""
