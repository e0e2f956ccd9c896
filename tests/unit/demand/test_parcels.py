"""Parcels of a vehicle: classes, bags, destinations, promises, screening, streams."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from sortsim.demand.lanes import destination_shares
from sortsim.demand.parcels import FIRST_BAG_ID, ParcelBlock, group_names
from sortsim.demand.tape import failures_before_success, shared_columns, work_columns
from sortsim.spec.laws import Deterministic, Exponential
from tests.builders_demand import Run, demand, run


@pytest.fixture(scope="module")
def made() -> Run:
    """Return a tenth of the design day without warm-up."""
    return run(scale=0.1, warm_up_days=0)


@pytest.fixture(scope="module")
def blocks(made: Run) -> list[ParcelBlock]:
    """Return all its blocks."""
    return [made.draws.draw(vehicle) for vehicle in made.vehicles]


def _column(blocks: list[ParcelBlock], name: str, flow: str | None = None) -> np.ndarray:
    chosen = [b for b in blocks if flow in (None, b.flow)]
    return np.concatenate([getattr(b, name)[: b.n_parcels] for b in chosen])


def _same(one: ParcelBlock, other: ParcelBlock) -> bool:
    return all(
        np.array_equal(getattr(one, f.name), getattr(other, f.name))
        for f in fields(ParcelBlock)
        if f.name not in ("vehicle", "streams", "promises")
    )


def test_classes_sizes_and_weights_are_those_of_the_spec(blocks: list[ParcelBlock]) -> None:
    """Mean 1.1 kg and 6.7 L; 12 % of cartons over 45 cm and 2 % over 60 cm."""
    kind, length = _column(blocks, "parcel_class"), _column(blocks, "length_mm")
    shares = np.bincount(kind) / len(kind)
    expected = [c.share for c in demand().parcel_class.values()]
    np.testing.assert_allclose(shares, expected, atol=0.003)
    assert _column(blocks, "weight_g").mean() == pytest.approx(1100, rel=0.02)
    assert _column(blocks, "decilitres").mean() == pytest.approx(67, rel=0.02)
    carton = length[kind == list(demand().parcel_class).index("carton")]
    assert np.median(carton) == pytest.approx(300, rel=0.01)
    assert (carton > 450).mean() == pytest.approx(0.12, abs=0.01)
    assert (carton > 600).mean() == pytest.approx(0.024, abs=0.004)
    irregular = length[kind == list(demand().parcel_class).index("irregular")]
    assert irregular.min() >= 800


@pytest.mark.parametrize("flow", ["outbound", "inbound"])
def test_destinations_have_their_shares(made: Run, blocks: list[ParcelBlock], flow: str) -> None:
    """Group shares hold with bags and through bags in the mix."""
    lane = _column(blocks, "lane", flow)
    group = np.array([x.group for x in made.lanes])[lane]
    for name, share in destination_shares(made.demand)[flow].items():
        assert (group == name).mean() == pytest.approx(share, abs=0.015)


def test_intra_city_parcels_come_outbound_and_leave_to_outlets(
    made: Run, blocks: list[ParcelBlock]
) -> None:
    """9 % of the outbound flow; they pass the centre once."""
    assert not _column(blocks, "intra", "inbound").any()
    intra = _column(blocks, "intra", "outbound")
    assert intra.mean() == pytest.approx(0.09, abs=0.005)
    kinds = np.array([x.kind for x in made.lanes])[_column(blocks, "lane", "outbound")]
    assert set(kinds[intra]) == {"outlet"}
    assert set(kinds[~intra]) == {"linehaul"}


def test_lanes_have_their_weights(made: Run, blocks: list[ParcelBlock]) -> None:
    """The nine counties by their weights."""
    lane = _column(blocks, "lane", "inbound")
    county = [x.index for x in made.lanes if x.kind == "county"]
    counts = np.array([(lane == index).sum() for index in county])
    weights = [made.lanes[index].weight for index in county]
    np.testing.assert_allclose(counts / counts.sum(), weights, atol=0.03)


def test_wrong_lanes_are_others_of_the_same_group(made: Run, blocks: list[ParcelBlock]) -> None:
    """A missort leaves on another lane of its kind."""
    lane, wrong = _column(blocks, "lane"), _column(blocks, "wrong_lane")
    group = np.array([x.group for x in made.lanes])
    assert (lane != wrong).all()
    assert (group[lane] == group[wrong]).all()


def test_bags_hold_contiguous_small_parcels(made: Run, blocks: list[ParcelBlock]) -> None:
    """Children are parcels behind the loose ones, each in one bag, 15 to 35 of them."""
    bag = made.demand.bag
    for block in blocks:
        rows = np.flatnonzero(~block.is_parcel)
        assert (rows >= block.n_parcels).all()
        held = [np.arange(block.first_child[r], block.first_child[r] + block.children[r])
                for r in rows]  # fmt: skip
        inside = np.flatnonzero(block.bag_row >= 0)
        np.testing.assert_array_equal(np.concatenate([inside[:0], *held]), inside)
        for row, children in zip(rows, held, strict=True):
            assert (block.bag_row[children] == row).all()
            assert block.weight_g[row] == block.weight_g[children].sum()
            assert block.decilitres[row] == block.decilitres[children].sum()
            assert block.parcels[row] == len(children) <= bag.parcels_max
        assert (block.children[rows[:-1]] >= bag.parcels_min).all()
        assert sorted(block.order) == sorted([*np.flatnonzero(block.bag_row < 0)])
    assert _column(blocks, "parcel_class")[_column(blocks, "bag_row") >= 0].max() <= 2


def test_the_share_in_bags_is_that_of_the_baggable(blocks: list[ParcelBlock]) -> None:
    """4.5 % + 58 % + a third of 31 % may be bagged; 80 % of them are, inbound."""
    bagged = _column(blocks, "bag_row", "inbound") >= 0
    assert bagged.mean() == pytest.approx(0.8 * (0.045 + 0.58 + 0.333 * 0.31), abs=0.01)


def test_through_bags_hold_one_lane_and_others_are_opened(
    made: Run, blocks: list[ParcelBlock]
) -> None:
    """Outbound through bags go to line-haul lanes, inbound ones to counties."""
    group = np.array([x.group for x in made.lanes])
    through = {"outbound": "linehaul", "inbound": "county"}
    seen = {"outbound": 0, "inbound": 0}
    for block in blocks:
        for row in np.flatnonzero(~block.is_parcel):
            start = block.first_child[row]
            lanes = block.lane[start : start + block.children[row]]
            assert len(set(group[lanes])) == 1
            if block.lane[row] >= 0:
                assert set(lanes) == {block.lane[row]}
                assert group[block.lane[row]] == through[block.flow]
                seen[block.flow] += 1
    assert min(seen.values()) > 0


def test_only_outbound_pieces_are_screened_and_never_inside_bags(
    blocks: list[ParcelBlock],
) -> None:
    """30 % of outbound pieces are X-rayed here, 0.48 % of those alarm, a tenth is seized."""
    assert not _column(blocks, "screen", "inbound").any()
    outbound = [b for b in blocks if b.flow == "outbound"]
    assert not _column(outbound, "screen")[_column(outbound, "bag_row") >= 0].any()
    pieces = np.concatenate([b.screen[b.order] for b in outbound])
    assert pieces.mean() == pytest.approx(0.3, abs=0.01)
    alarm = _column(outbound, "alarm")
    assert not alarm[~_column(outbound, "screen")].any()
    assert (alarm[_column(outbound, "screen")] > 0).mean() == pytest.approx(0.0048, abs=0.001)
    assert 0 < (alarm == 2).sum() < (alarm == 1).sum()


def test_promises_can_be_kept_as_planned(made: Run, blocks: list[ParcelBlock]) -> None:
    """Every eligible parcel is due no later than its last next-day departure."""
    due, by = _column(blocks, "due"), _column(blocks, "next_day_by")
    eligible = _column(blocks, "eligible")
    assert (due[eligible] <= by[eligible]).all()
    assert (by[~eligible] == -1).all()
    zone = np.array([x.zone for x in made.lanes])[_column(blocks, "lane", "outbound")]
    promised = np.isin(zone, ["zhejiang", "delta", "wenzhou"])
    assert not _column(blocks, "eligible", "outbound")[~promised].any()
    assert 0.2 < eligible.mean() < 0.5


def test_due_keeps_the_planned_dwell(blocks: list[ParcelBlock]) -> None:
    """No parcel is due within two hours of its vehicle's planned arrival."""
    for block in blocks:
        assert (block.due - block.vehicle.planned >= 2 * 3600 * 1_000_000).all()


def test_piece_numbers_are_unique_and_kept_apart(blocks: list[ParcelBlock]) -> None:
    """Parcels count from the vehicle's first one; bags have a range of their own."""
    ids = np.concatenate([b.piece_id for b in blocks])
    assert len(np.unique(ids)) == len(ids)
    parcels = _column(blocks, "piece_id")
    np.testing.assert_array_equal(np.sort(parcels), np.arange(len(parcels)))
    assert ids[ids >= FIRST_BAG_ID].size == sum((~b.is_parcel).sum() for b in blocks)


def test_groups_name_class_and_direction(blocks: list[ParcelBlock]) -> None:
    """Conservation groups tell each class of each flow apart, and bags."""
    names = group_names(demand())
    classes = list(demand().parcel_class)
    for block in blocks[:5]:
        for row in (0, block.n_rows - 1):
            kind = block.parcel_class[row]
            expected = classes[kind] if kind >= 0 else "bag"
            assert names[block.group[row]] == f"{block.flow}/{expected}"


def test_blocks_do_not_depend_on_what_was_drawn_before(made: Run) -> None:
    """The same block, asked for alone, again, or after its streams were used otherwise."""
    alone = run(scale=0.1, warm_up_days=0).draws.draw(made.vehicles[7])
    alone.uniform("some.new.purpose")
    again = made.draws.draw(made.vehicles[7])
    assert _same(alone, again)
    np.testing.assert_array_equal(alone.uniform("read", 1), again.uniform("read", 1))


def test_uniforms_differ_by_purpose_attempt_vehicle_and_replication(made: Run) -> None:
    """No two keys share a stream."""
    block = made.draws.draw(made.vehicles[7])
    other = run(scale=0.1, warm_up_days=0, replication=1).draws.draw(made.vehicles[7])
    keys = [
        block.uniform("read"),
        block.uniform("read", 1),
        block.uniform("work"),
        made.draws.draw(made.vehicles[8]).uniform("read"),
        other.uniform("read"),
    ]
    assert len({float(draws[0]) for draws in keys}) == len(keys)
    assert ((keys[0] >= 0) & (keys[0] < 1)).all()


def test_an_empty_vehicle_has_an_empty_block(made: Run) -> None:
    """No parcels, no rows, no order; drawing it is no special case."""
    block = made.draws.draw(replace(made.vehicles[0], parcels=0))
    assert (block.n_rows, len(block.order), block.n_parcels) == (0, 0, 0)
    assert all(len(getattr(block, name)) == 0 for name in ("due", "weight_g", "screen"))


def test_one_lane_alone_is_its_own_wrong_lane() -> None:
    """A missort needs another lane; where the centre has one only, there is none."""
    from sortsim.demand.destinations import Destinations

    made = run()
    spec = demand(chain__intra_city_share=0.0, outbound__destinations={"linehaul": 1.0})
    to = Destinations(spec, "outbound", made.lanes[:1])
    zero = np.zeros(1, dtype=np.int64)
    assert to.wrong_lanes(zero, zero, np.array([0.9]))[0] == 0
    group = [made.lanes[0], replace(made.lanes[120], index=1)]
    to = Destinations(demand(chain__intra_city_share=0.0), "outbound", group)
    assert to.wrong_lanes(zero, zero, np.array([0.9]))[0] == 1


def test_shared_columns_and_work_come_from_the_block(made: Run) -> None:
    """Equipment may change the law of a purpose, never the uniforms behind it."""
    block = made.draws.draw(made.vehicles[3])
    columns = shared_columns(block, 2**31)
    assert columns["vehicle"] == block.vehicle.id
    assert columns["missort"].max() < 2**31
    fast = work_columns(block, {"hand": Exponential(law="exponential", mean_s=6)})["hand"]
    slow = work_columns(block, {"hand": Exponential(law="exponential", mean_s=12)})["hand"]
    np.testing.assert_allclose(slow, 2 * fast, atol=2)
    fixed = work_columns(block, {"hand": Deterministic(law="deterministic", value_s=12)})["hand"]
    assert set(fixed) == {12_000_000}


def test_failed_reads_have_their_chance() -> None:
    """A share f fails once at least, f squared twice; a worse reader never fails less often."""
    draws = (np.arange(1_000_000) + 0.5) / 1_000_000
    bad, worse = failures_before_success(draws, 0.1), failures_before_success(draws, 0.2)
    assert (bad >= 1).mean() == pytest.approx(0.1, abs=1e-5)
    assert (bad >= 2).mean() == pytest.approx(0.01, abs=1e-5)
    assert (worse >= bad).all()
    assert not failures_before_success(draws, 0.0).any()
