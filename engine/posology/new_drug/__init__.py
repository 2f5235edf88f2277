"""A folder for a drug of which nothing is known yet."""
