"""Tables of an evaluation."""

from models.training.measure.score_table import table

CLASSES = {name: {"producers": 0.9, "users": 0.8, "f1": 0.85} for name in ("clear", "shadow", "semi", "cloud")}
POINTS = {"balancedAccuracy": 0.9, "interval": [0.85, 0.95], "classes": CLASSES}
BOTH = POINTS | {"calibrationError": 0.05, "tolerant": POINTS | {"pixels": 2}}
FOUND = {"recall": 0.7, "recallOfDark": 0.8, "precision": 0.9, "brightCalledClear": 0.012} | {
    f"{name}Interval": [0.6, 0.9] for name in ("recall", "recallOfDark", "precision")
}
SHARES = {"clear": 0.25, "shadow": 0.0, "semi": 0.5, "cloud": 0.25}
SCORES = {
    "packs": {"L1C": "one", "L2A": "two"},
    "t29unu": BOTH,
    "t29unuScl": POINTS,
    "l1c10": BOTH,
    "l1c10DeepShadow": BOTH,
    "l1c20": BOTH,
    "l1c20DeepShadow": BOTH,
    "clearChips": {"pixels": 0.0012, "shadowPixels": 0.001, "chipsOver5Percent": 0.005}
    | {"interval": [0.0005, 0.002], "chipsInterval": [0.0, 0.015]},
    "alberta": {"June": {"pack": FOUND, "scl": FOUND}},
    "elsewhere": {
        "tropics": {"chip": {"recall": 0.0, "precision": None}},
        "slovenia": {"Slovenia 0, 20 m": {"cloudy": True} | SHARES},
        "contrail": SHARES,
        "cirrus": SHARES,
        "coast": SHARES,
    },
}


def test_every_measure_has_its_line_and_each_table_its_columns():
    lines = table(SCORES).splitlines()
    assert sum("borders may be off by 2 pixels" in line for line in lines) == 5
    assert any(
        "0.12 % (0.05 to 0.20) of pixels flagged, 0.10 % as shadow; 0.5 % (0.0 to 1.5) of chips" in line
        for line in lines
    )
    assert any("| 0.900 (0.85 to 0.95) |" in line for line in lines)
    assert any("recall 0.00, precision none found" in line for line in lines) and any(
        "semi 50.0 %" in line for line in lines
    )
    groups = "\n".join(line if line.startswith("|") else "" for line in lines).split("\n\n")
    for group in (one.strip().splitlines() for one in groups if one.strip()):
        assert len({line.count("|") for line in group}) == 1, group


def test_simulations_are_told_where_they_were_measured():
    dice = {"10 m": {"mean": 0.75, "interval": [0.7, 0.8]}, "all": {"mean": 0.7, "interval": [0.6, 0.8]}}
    measured = {"dice": dice, "undoubtedDice": dice, "calibrationError": 0.01, "scenes": 96}
    assert "simulations" not in table(SCORES)
    told = table(SCORES | {"simulatedL2A": measured})
    assert (
        "Held-out simulations, L2A: mean Dice 10 m: 0.750 (0.70 to 0.80), all: 0.700 (0.60 to 0.80);" in told
        and "(96 scenes)." in told
    )
