"""The assembly (总装) of a centre from its scenario, one kind of part a module.

Here scenario parts become the stations and links of the plant.  Nothing runs here.
Modules of ``centre`` and ``api`` import ``fitout.build`` and the results in ``fitout.model``.
"""
