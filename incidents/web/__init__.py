"""What the doors share: access, headers, errors, forms, language, cookies."""
