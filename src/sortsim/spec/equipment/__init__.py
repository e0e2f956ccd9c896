"""The parts that a centre is assembled from, one kind a file; data only."""
