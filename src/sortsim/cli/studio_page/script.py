"""What the server runs for every change on the page.

Here lives the call alone, since the server reads this file anew each time; the page is ``page``.
Nobody imports it.
"""

from sortsim.cli.studio_page.page import show

show()
