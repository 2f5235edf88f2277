"""A profile to facts: units, formulas, staleness, class membership."""
