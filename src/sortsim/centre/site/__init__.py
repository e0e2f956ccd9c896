"""A centre that runs on day after day and exchanges vehicles with others: one site of a city."""
