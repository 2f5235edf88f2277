"""Files to a KnowledgeBase: strict YAML, schema, compiling, and a diagnostic for every problem."""
