"""Writes the CARD.md of both packs of one evaluation, and their headline scores into the manifests.

`python -m models.training.pack.card --scores DIR/scores.json --yardsticks DIR/yardsticks.json [--note TEXT]`
"""

from __future__ import annotations

import argparse
import json
import re
import textwrap
from pathlib import Path

from ..data.bands import LEVEL_BANDS
from ..measure import yardsticks
from ..measure.score_table import table
from ..network.cloudnet import CloudNet, multiply_adds_per_pixel
from .export import SCOPE, headline

CARD = """# {name} {version}

Four classes per pixel (clear, cloud shadow, semi-transparent cloud, cloud) from Sentinel-2 {level}, at 10, 20 or 60 m.

- **Input**: {bands} as reflectance (missing bands allowed; at least {minimum}), and the sun's direction where it is known.
- **Network**: U-Net with a first convolution of stride 2, {network}.
- **Licence** of the weights: Apache-2.0.
- **Where it holds**: {scope}

## Trained on

{training} {note}

## On every place at once

Tuning places were looked at while thresholds and the limits between the classes were chosen. Studied places were taken
apart for 0.11.0, to find what the simulator gets wrong (`measure/REALISM.md`), and their pictures led the trainings from
then on; T11UPT was seen beside every choice of 0.13.1 and 0.14.0, which were begun for its bare ground. L2A
0.14.2's threshold for products that lack B12 is the one whose mask of T29UNU and T11UPT is nearest to that of all bands;
their points were looked at afterwards. L2A 0.17.0's thresholds are T29UNU's and Alberta's. L1C 0.18.0's weights and thresholds
were chosen by the patches, their clear mates, and T33UUU with its woods. So their figures flatter what was mended. The testing place was looked at once for L1C 0.18.0, once for 0.17.0, where nothing changed, once for L1C 0.16.0, once for L1C 0.15.0, once for 0.13.1, once for 0.13.0, for two
candidates of L1C 0.11.0 at its end, which had the same score there, and three times for versions before.

In brackets 95 % of a bootstrap over places and what was imaged together. Command: `{places_command}`.

{places}
## Measured on

Nothing below was trained on. One temperature for all classes comes from held-out simulations. The default thresholds,
what pixels weigh in training, and the limits between the classes (how thin is semi-transparent, how dark is shadow:
`network/labels.py`) were chosen while looking at these very data, so the figures flatter a little.

Thresholds: {thresholds}. Where the sun's direction is known, shadows of which less than a quarter has cloud on its way to
the sun, up to 4 km above the ground, are clear (`measure/sunward.py`); what lies beyond the image may be cloud.

PA, UA: producer's and user's accuracy. Command for every figure: `{command}`, where HELD_OUT comes from
`python -m models.training.simulate.cache --out HELD_OUT --scenes 96 --seed 9001`.

{table}
Balanced accuracy is the unweighted mean of the four producer's accuracies. The SCL is Sen2Cor's own mask (3 shadow; 8, 9 cloud;
10 semi-transparent; everything else clear). For Alberta every pixel of the image counts.

## Where it fails

- Between semi-transparent and clear the limit is a convention: readers see thinner cirrus over dark ground than over bright.
- Shadow on dark water is called clear, on purpose: it can't be told from none.
- Faint veils over shadow, and thin cloud over dark ground, are the most frequent confusions.
- With four bands Level-2A finds six to eight tenths of painted cumulus shadows, fewer of the small and pale ones. A sixth
  of what was painted lies under a veil brighter than half of the ground in the sun, and is called thin cloud more often
  than shadow.
- With all bands nine in ten points of T11UPT's shadow are found; borders of small shadows and clouds come out two or
  three pixels soft at 60 m.
- Shores of lakes, dark bogs and dark woods on whose way to the sun a cloud happens to lie, the more the lower the
  threshold of shadow; where the sun's direction is unknown, others as well.
- A shadow is clear, too, where its cloud is missed, or lies higher than 4 km and no other is on the way.
- Wide shadows that fill an image by themselves, and dim ground under veils, when the sun's direction is unknown.
- Land that lies wholly in the shadow of deep cloud: L1C finds all of one such patch (Lazio, 7 March 2018, picture below) at 10 m, a third of it at
  20 m and next to nothing at 30 and 60 m. Four of its points in the labels say "clear", so each table has the patches twice.
- Woods of conifers under a low sun: L1C calls 3 % of T33UUU's shadow though they lie in the sun (0.17.0: a fifth); no labelled point lies on them.
  That shadows need a cloud changes no pixel there: under that sun a cloud may lie 9 km away, more than the image is high.
- Dark conifers that fill a small image pass for shadow without B12 (0.1 % of the clear chips' pixels).
- Wide white roofs, greenhouses and concrete at 10 m: most false alarms on clear chips (picture below).
- Snow, salt, bright sand, reefs and high mountains: little of them in training; expect false cloud. Of the bare
  rock at T11UPT 6 % is called thin cloud, most of it on one ridge, and pale gravel along its rivers.
- Shaded sides of deep cloud of ice are bright in the blue and dark in the SWIR as snow is: over T29UNU 53 of 966,000
  bright pixels are called clear or shadow for that.
- Of the soft shadows of low streaks in winter most are called clear (T33UUU), and streaks that hide less than a seventh of the
  ground semi-transparent, where people say cloud.
- Cirrus that only B10 shows is invisible to a level 2A product.
- The points are few (280 at one scene, 287 on 41 patches): a difference of two or three hundredths is chance.

## In pictures (`python -m models.training.measure.pictures --out build/pictures/networks`)

{pictures}
"""

NOTE = "Stages of the training and how to repeat it: `models/training/README.md`."

PICTURES = {
    "L2A": (
        ("t29unu-scl", "Windows of T29UNU in which the mask differs most from Sen2Cor's: image, this network, SCL"),
        ("alberta", "Alberta: image, shadow painted by hand, this network with four bands"),
        ("t11upt", "Windows of T11UPT in which the mask differs most from Sen2Cor's: image, this network, SCL"),
        ("romania", "Held-out dates in Romania: image, this network, SCL, and what time tells"),
        ("clear-worst", "The twenty clear chips with most false alarms, each beside its mask"),
    ),
    "L1C": (
        ("l1c-patches", "The patches with most wrong points: image, B10, this network"),
        ("l1c-places", "Lahinch on five dates, and T33UUU in February: image, this network"),
        ("deep-shadow", "Land in deep shadow: image, stretched, near infrared, this network at 10 and 20 m"),
    ),
}


def size_of(network: CloudNet) -> str:
    """Its parameters and its cost, for a person."""
    parameters = sum(p.numel() for p in network.parameters())
    return f"{parameters / 1e6:.1f} M parameters, {2 * multiply_adds_per_pixel(network) / 1000:.0f} thousand FLOPs per pixel"


def thresholds_of(manifest: dict) -> str:
    """A manifest's thresholds in words, those for lacking bands after a semicolon each."""
    told = lambda thresholds: ", ".join(f"{k} {v}" for k, v in thresholds.items())
    lacking = (
        f"without {' and '.join(entry['bands'])} {told(entry['thresholds'])}"
        for entry in manifest.get("thresholdsWithout", ())
    )
    return "; ".join([told(manifest["thresholds"]), *lacking])


def wrapped(page: str, width: int = 120) -> str:
    """A page of Markdown with its paragraphs and items of lists wrapped, but not within code; tables and the like stay."""

    def fill(paragraph: str) -> str:
        if paragraph.startswith(("|", "#", "![")):
            return paragraph
        line = re.sub("`[^`]*`", lambda code: code[0].replace(" ", "\0"), " ".join(paragraph.split()))
        indent = "  " if line.startswith("- ") else ""
        return textwrap.fill(line, width, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False)

    blocks = ("\n".join(map(fill, re.split(r"\n(?=- )", block))) for block in page.strip().split("\n\n"))
    return "\n\n".join(blocks).replace("\0", " ") + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scores", type=Path, required=True)
    parser.add_argument("--yardsticks", type=Path, required=True)
    parser.add_argument("--models", type=Path, default=Path(__file__).parents[2])
    parser.add_argument("--note", default=NOTE)
    args = parser.parse_args()
    scores, places = json.loads(args.scores.read_text()), json.loads(args.yardsticks.read_text())
    for level in ("L1C", "L2A"):
        folder = args.models / scores["packs"][level]
        manifest = json.loads((folder / "model.json").read_text())
        manifest["scores"] = headline(scores, level)
        (folder / "model.json").write_text(json.dumps(manifest, indent=2) + "\n")
        text = CARD.format(
            name=manifest["name"],
            version=manifest["version"],
            level=level,
            command=scores["command"],
            places_command=places["command"],
            places=yardsticks.table(places),
            bands=", ".join(manifest["input"]["bands"]),
            minimum=", ".join(manifest["minimumBands"]),
            network=size_of(CloudNet(len(LEVEL_BANDS[level]))),
            scope=SCOPE,
            training=manifest["trainingData"],
            thresholds=thresholds_of(manifest),
            note=args.note,
            table=table(scores),
            pictures="\n\n".join(
                f"{caption}:\n\n![{caption}](../../build/pictures/networks/{name}.jpg)"
                for name, caption in PICTURES[level]
            ),
        )
        (folder / "CARD.md").write_text(wrapped(text))


if __name__ == "__main__":
    main()
