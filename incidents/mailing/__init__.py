"""Mails to staff, sent by a command of its own: no web process loads what sends them."""
