"""The demand chain: from a yearly target to the vehicles and parcels of a run.

Here live volumes, vehicles, lanes, promises and parcels, all drawn before the run and the
same for every configuration.  The plant is not known here; ``centre`` and above import it.
"""
