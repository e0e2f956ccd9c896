"""A scenario that is changed value by value, and its mean day simulated after each change."""
