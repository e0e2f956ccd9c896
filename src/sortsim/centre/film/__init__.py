"""A run that is filmed: the records of a window of time, and what stood where when it began.

Here a run of ``centre`` keeps its trace for a while; pages are made of it in ``report.replay``.
"""
