"""The figures of a comparison, one ``draw_*`` function a module.

Each takes the binned tables of ``report.tables``, one a configuration, and returns a
matplotlib figure; none reads a file.  ``report.comparison`` and users may import them.
"""
