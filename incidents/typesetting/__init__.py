"""Sets packets and reports as PDF in a child process: no web process loads the type setter (docs/adr/0039, 0050)."""
