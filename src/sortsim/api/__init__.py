"""What scripts and the command line call, one verb a module; wiring only, no model.

Here the layers below are put together: load, simulate, compare, explain.  Only ``cli`` and
``sortsim`` itself import it.
"""
