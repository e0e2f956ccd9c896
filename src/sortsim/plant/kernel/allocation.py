"""Reserved allocation: free carriers are dealt to the inductions of a zone in turn (rule P7).

Here lives who may take which free carrier, as in the reference's ``allocation``; loading is done
by ``loop``.  Only ``loop`` imports it.
"""

from __future__ import annotations

from sortsim.plant.kernel.access import carriers, inductions, pieces, queues, zone_members, zones
from sortsim.plant.kernel.jit import kernel, small
from sortsim.plant.kernel.names import NONE
from sortsim.plant.kernel.records import Loop, Plant, Zone


@small
def carrier_at(loop: Loop, slot: int) -> int:
    """Return the carrier at a slot at the present passage."""
    k = slot - loop.turned
    return k + loop.length if k < 0 else k


@kernel
def deal(plant: Plant, loop: Loop, passage: int, now: int) -> None:
    """Deal the carriers that enter a zone at this passage."""
    for z in range(loop.first_zone, loop.first_zone + loop.zones):
        zone = zones(plant, z)
        carrier = carriers(plant, loop.carriers + carrier_at(loop, zone.entry))
        carrier.zone = NONE
        if carrier.ride == NONE:
            place = _next_place(plant, loop, zone, now)
            if place != NONE:
                carrier.zone, carrier.place, carrier.dealt_at = z, place, passage


@kernel
def _next_place(plant: Plant, loop: Loop, zone: Zone, now: int) -> int:
    """Return the place of the next induction in turn that has a piece, or none."""
    for step in range(zone.members):
        place = zone.turn + step
        if place >= zone.members:
            place -= zone.members
        i = zone_members(plant, zone.first + place).value
        p = queues(plant, inductions(plant, i).queue).head
        is_staffed = i - loop.first_induction < loop.staffed
        if is_staffed and p != NONE and pieces(plant, p).due < now:
            zone.turn = 0 if place + 1 == zone.members else place + 1
            return place
    return NONE


@kernel
def allows(plant: Plant, loop: Loop, k: int, i: int, passage: int) -> bool:
    """Return whether an induction may take a free carrier."""
    carrier, induction = carriers(plant, loop.carriers + k), inductions(plant, i)
    if carrier.zone != induction.zone or induction.is_cut_off:
        return True
    ahead = induction.slot - zones(plant, induction.zone).entry
    if ahead < 0:
        ahead += loop.length
    return carrier.dealt_at != passage - ahead or carrier.place <= induction.place
