"""Experiments: designed batches of runs, with what was asked chosen before they begin."""
