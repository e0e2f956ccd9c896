"""What an experiment's numbers say: intervals, comparisons, selection, sensitivity, metamodels."""
