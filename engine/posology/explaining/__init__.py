"""Why one rule fired for one patient, why it did not, or what would decide it."""
