"""Pure cryptography on top of `cryptography`: no Flask, no SQLAlchemy, no clock. See docs/adr/0002."""
