"""The replay: one page of HTML that plays a window of a run, carrier by carrier.

Here a scene, as ``api.replay`` hands it over, is laid out as a floor plan and packed into a page;
the page's own program lies beside, in files that are joined when a page is made.
"""
