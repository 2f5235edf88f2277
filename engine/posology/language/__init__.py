"""What a rule can say: frozen records without YAML and without callables, read by every later step."""
