"""Lets ``python -m sortsim`` be the command ``sortsim``.

Here lives the call alone; the commands are in ``cli``.  Nobody imports it.
"""

from sortsim.cli.main import main

if __name__ == "__main__":
    main()
