"""Measures how fast a site is built, how quickly and lightly a checklist answers, and compares: `python3 run.py bench`."""
