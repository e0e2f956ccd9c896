"""Pictures and tables, rendered from record folders alone.

Here live the figures, the comparison table and the summary files; no simulation and
no statistics live here.  ``api`` and ``cli`` may import it; it loads matplotlib and
pandas, so import its modules late.
"""
