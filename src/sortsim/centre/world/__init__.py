"""The world around the plant: yard, docks, pools, departures, failures, events, port."""
