"""Designs: which levels the factors take in which cells, one module a design."""
