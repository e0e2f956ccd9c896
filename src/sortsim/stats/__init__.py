"""What numbers say: key figures, verdicts, bounds, queueing theory, economics.

Here live pure functions of numbers and tables; files are in ``results``.  ``experiments``,
``report``, ``api`` and ``cli`` may import it.
"""
