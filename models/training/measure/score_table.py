"""What `evaluate` found, as tables for a person."""

from __future__ import annotations

from collections.abc import Iterator

from ..data.bands import CLASSES
from .intervals import told


def table(scores: dict) -> str:
    """The figures of scores.json in Markdown."""
    parts = [point_lines, clear_lines, alberta_lines, elsewhere_lines, simulated_lines]
    return "\n".join(line for part in parts for line in part(scores)) + "\n"


def point_lines(scores: dict) -> Iterator[str]:
    """Accuracy at points, and with borders that may be off."""
    l1c, l2a = scores["packs"]["L1C"], scores["packs"]["L2A"]
    yield "| measured on | balanced accuracy (95 %) | clear PA/UA/F1 | shadow | semi-transparent | cloud |"
    yield "|---|---|---|---|---|---|"
    for title, key in (
        (f"T29UNU points, 60 m: {l2a}", "t29unu"),
        ("the same: Sen2Cor's SCL", "t29unuScl"),
        (f"L1C patch points, 10 m: {l1c}", "l1c10"),
        ("the same, four points of land in deep shadow, read as clear, taken as shadow", "l1c10DeepShadow"),
        (f"L1C patch points, 20 m: {l1c}", "l1c20"),
        ("the same, these four taken as shadow", "l1c20DeepShadow"),
    ):
        yield point_line(title, scores[key])
        if tolerant := scores[key].get("tolerant"):
            yield point_line(f"the same, borders may be off by {tolerant['pixels']} pixels", tolerant)


def point_line(title: str, found: dict) -> str:
    """One of these, of `balancedAccuracy` and `classes`."""
    cells = [f"{one['producers']:.2f} / {one['users']:.2f} / {one['f1']:.2f}" for one in found["classes"].values()]
    return f"| {title} | {found['balancedAccuracy']:.3f}{told(found['interval'])} | " + " | ".join(cells) + " |"


def clear_lines(scores: dict) -> Iterator[str]:
    """False alarms on clear chips."""
    clear = scores["clearChips"]
    yield ""
    yield (
        f"Clear chips 600-799 (10 m, {scores['packs']['L2A']}): {clear['pixels'] * 100:.2f} %{told(clear['interval'], 2, 100)} of pixels flagged, "
        f"{clear['shadowPixels'] * 100:.2f} % as shadow; {clear['chipsOver5Percent'] * 100:.1f} %{told(clear['chipsInterval'], 1, 100)} of chips over 5 %."
    )
    yield ""


def alberta_lines(scores: dict) -> Iterator[str]:
    """Shadow that a person painted."""
    ours, scl = (f"{by}recall | of what no veil brightens | {by}precision" for by in ("", "SCL "))
    yield f"| Alberta, painted shadow, 4 bands | {ours} | {scl} | bright cloud called clear |"
    yield "|---|---|---|---|---|---|---|---|"
    for date, row in scores["alberta"].items():
        cells = [
            f"{row[one][key]:.2f}{told(row[one][f'{key}Interval'])}"
            for one in ("pack", "scl")
            for key in ("recall", "recallOfDark", "precision")
        ]
        yield f"| {date} | {' | '.join(cells)} | {row['pack']['brightCalledClear'] * 100:.1f} % |"


def elsewhere_lines(scores: dict) -> Iterator[str]:
    """What lies outside of the scope."""
    other = scores["elsewhere"]
    yield from ("", "| outside of the scope, sun unknown | what is known | found |", "|---|---|---|")
    for name, row in other["tropics"].items():
        precision = "none found" if row["precision"] is None else f"{row['precision']:.2f}"
        known = f"| tropics, {name}, 4 bands, L2A | rough outlines of cloud"
        yield f"{known} | recall {row['recall']:.2f}, precision {precision} |"
    shares = lambda row: ", ".join(f"{name} {row[name] * 100:.1f} %" for name in CLASSES)
    for name, row in other["slovenia"].items():
        yield f"| {name}, L1C | {'cloud all over' if row['cloudy'] else 'clear forest'} | {shares(row)} |"
    yield f"| Pyrenees, L1C | thin cirrus all over | {shares(other['cirrus'])} |"
    yield f"| Bavarian Alps, 6 bands, L2A | clear but for one contrail | {shares(other['contrail'])} |"
    yield f"| Aberystwyth, town and surf, 6 bands, L2A | clear | {shares(other['coast'])} |"


def simulated_lines(scores: dict) -> Iterator[str]:
    """Held-out simulations, where they were measured, and how well probabilities are calibrated."""
    for level in ("L1C", "L2A"):
        if found := scores.get(f"simulated{level}"):
            dice, sure = (
                ", ".join(f"{size}: {one['mean']:.3f}{told(one['interval'])}" for size, one in found[name].items())
                for name in ("dice", "undoubtedDice")
            )
            yield ""
            yield (
                f"Held-out simulations, {level}: mean Dice {dice}; without borders and doubtful pixels {sure}; "
                f"calibration error {found['calibrationError']:.3f} ({found['scenes']} scenes)."
            )
    errors = [f"{scores[key]['calibrationError']:.3f}" for key in ("t29unu", "l1c10")]
    yield ""
    yield f"Calibration error at points: T29UNU {errors[0]}, L1C 10 m {errors[1]}."
