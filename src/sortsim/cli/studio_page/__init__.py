"""The live page of ``sortsim studio``: what it shows and what its fields and buttons do."""
