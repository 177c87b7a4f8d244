"""A pixel's four probabilities as three answers, so that each can be asked of another network: is there cloud, is it opaque, is what is not cloud in shadow."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..data.bands import CLEAR, CLOUD, SEMI, SHADOW

#: Log odds beyond this are as good as sure.
SURE = 9.2


def log_odds(yes: np.ndarray, no: np.ndarray) -> np.ndarray:
    """Of two probabilities, within what is `SURE`."""
    smallest = np.float32(1e-9)
    return np.clip(np.log(np.maximum(yes, smallest)) - np.log(np.maximum(no, smallest)), -SURE, SURE)


def answers(planes: np.ndarray) -> np.ndarray:
    """Log odds (3, ...) of shadow where there is no cloud, of cloud, of its being opaque, from probabilities (4, ...)."""
    clear, shadow, thin, opaque = planes[[CLEAR, SHADOW, SEMI, CLOUD]].astype(np.float32)
    return np.stack([log_odds(shadow, clear), log_odds(thin + opaque, clear + shadow), log_odds(opaque, thin)])


def probabilities_of(odds: np.ndarray) -> np.ndarray:
    """Probabilities (4, ...) float32, summing to 1, of `answers` (3, ...)."""
    shadow, cloud, opaque = 1 / (1 + np.exp(-odds))
    out = np.empty((4, *odds.shape[1:]), np.float32)
    out[CLEAR], out[SHADOW] = (1 - cloud) * (1 - shadow), (1 - cloud) * shadow
    out[SEMI], out[CLOUD] = cloud * (1 - opaque), cloud * opaque
    return out


def agreed(first: np.ndarray, others: Sequence[np.ndarray]) -> np.ndarray:
    """What networks say together, (4, ...): shadow and cloud by the mean of all their log odds, how opaque cloud is by the `first` alone."""
    said = np.stack([answers(one) for one in (first, *others)])
    mean = said.mean(0)
    mean[2] = said[0, 2]
    return probabilities_of(mean)
