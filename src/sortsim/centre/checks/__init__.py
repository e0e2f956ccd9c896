"""What must hold of a centre before it is built, told all at once.

Here each module looks at one side of a scenario and yields findings; ``every`` gathers
them.  The api imports ``checks.every``, tests import any module.
"""
