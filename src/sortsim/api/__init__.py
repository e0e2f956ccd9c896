"""The public verbs: load, check, explain, simulate, compare; wiring only."""
