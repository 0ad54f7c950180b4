"""Whom a case could be referred to, with reasons for and against: shown to whoever handles it, never done by itself."""
