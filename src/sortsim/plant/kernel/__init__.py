"""The compiled plant: the rules of the reference once more, as one Numba kernel over records."""
