"""The coordinator closes a quarter: collect, look, sign off, publish, correct. No page here has a hidden number."""
