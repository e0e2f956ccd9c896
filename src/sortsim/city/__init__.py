"""Sites of a city side by side: vehicles that leave one arrive at another."""
