"""An engineer asks what another sorter speed or carrier pitch does to a centre.

Run it with ``python examples/engineer.py [SCALE]``; SCALE is the share of the design day that is
simulated (default 0.02).  Values are typed as they stand on a data sheet, under the keys that
``sortsim explain main-centre-auto`` prints.
"""

import sys

import pandas as pd

import sortsim as ss

SCALE = float(sys.argv[1]) if len(sys.argv) > 1 else 0.02
LOOP = "loop.small_out"
SPECS = {
    "as it is": [],
    "slower": [f"{LOOP}.speed_m_per_s=1.8"],
    "wider pitch": [f"{LOOP}.carrier_pitch_m=0.8"],
}


def main() -> None:
    """Run each specification on the same parcels and set the loop's numbers side by side."""
    rows = {}
    for name, sets in SPECS.items():
        scenario = ss.load_scenario("main-centre-auto", sets=[f"run.scale={SCALE}", *sets])
        record = ss.simulate(scenario)
        bounds = record.bounds.set_index("resource")
        loop = bounds[bounds.index.str.startswith(LOOP)]
        stations = record.stations.query("area == @LOOP")
        rows[name] = {
            "bound_per_h": round(float(loop["capacity_per_h"].min())),
            "mean_pieces_waiting": round(float(stations["waiting_pieces"].mean()), 1),
            "carrier_fill": round(float(record.kpis.loc["carrier_fill_share", "value"]), 4),
            "on_planned_share": round(float(record.kpis.loc["on_planned_share", "value"]), 4),
        }
    print(pd.DataFrame(rows).T.to_string())


if __name__ == "__main__":
    main()
