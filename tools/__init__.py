"""Programs for people who work on the product; nothing of the product imports them."""
