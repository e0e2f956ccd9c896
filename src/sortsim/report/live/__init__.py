"""Drawings of a day that is simulated again after each change: numbers in, markup out."""
