"""Poster, card and paper form as PDF. Runs in a process of its own: no web process loads the type setter."""
