"""Help in return: rights, time limits, who can help, and what the municipality must do, from a few answers."""
