"""Sets a packet as PDF in a child process with limits: no web process loads the type setter (docs/adr/0039)."""
