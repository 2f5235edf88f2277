"""The cases of a drug: read, run, and held against small mistakes in the rules."""
