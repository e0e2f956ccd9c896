"""An analyst asks: of one building fitted out three ways, which carries the day, at what cost.

Run it with ``python examples/analyst.py [SCALE]``; SCALE is the share of the design day that is
simulated, so that a first look takes seconds (default 0.02).  In a notebook the last line of a
cell shows a comparison or a record as tables and figures.
"""

import sys
from pathlib import Path

import sortsim as ss

SCALE = float(sys.argv[1]) if len(sys.argv) > 1 else 0.02
OUT = Path("results/analyst")


def main() -> None:
    """Compare the three fit-outs and read the answer from plain pandas tables."""
    three = [
        ss.load_scenario(f"main-centre-{name}", sets=[f"run.scale={SCALE}"])
        for name in ("manual", "semi", "auto")
    ]
    comparison = ss.compare(three, out=OUT)

    # Key figures, one row a figure and one column a configuration.
    shown = ["on_planned_share", "next_day_share", "cost_per_pass_yuan", "kwh_per_1000"]
    for name, record in comparison.records.items():
        print(name, record.kpis.loc[shown, "value"].round(3).to_dict())

    # The very same parcels went through each: differences can be taken parcel by parcel.
    dwell_h = {}
    for name, record in comparison.records.items():
        parcels = record.parcels.query("outcome == 'departed'").set_index("parcel")
        dwell_h[name] = (parcels["departed_ms"] - parcels["gate_ms"]) / 3_600_000
    both = dwell_h["manual"].index.intersection(dwell_h["auto"].index)
    saved = (dwell_h["manual"][both] - dwell_h["auto"][both]).mean()
    print(f"automatic is {60 * saved:.1f} minutes faster on {len(both):,} parcels that left both")

    # The hours in which most is left behind.
    hours = comparison.records["manual"].hours.query("flow == 'all'")
    print(hours.nlargest(3, "backlog_parcels")[["hour_of_day", "backlog_parcels"]].to_string())


if __name__ == "__main__":
    main()
