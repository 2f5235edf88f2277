"""The knowledge itself, held to patients with answers that were worked out by hand."""
