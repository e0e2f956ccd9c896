"""The small tables that figures draw, binned from the large ones of a record.

Each module reads only the columns it needs and keeps bins, never parcels.  No drawing
lives here.  ``report`` and users who draw their own figures may import them.
"""
