"""Rule files in one form: keys in the order of their schema, and every character else as it was written."""
