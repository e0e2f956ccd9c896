"""What a run leaves behind: columns, files, records and their summaries.

Here live reading and writing; key figures and verdicts are in ``stats``.  ``experiments``,
``report``, ``api`` and ``cli`` may import it.
"""
