"""Accuracy figures from confusion matrices and probabilities."""

from __future__ import annotations

import numpy as np

from ..data.bands import CLASSES


def confusion(truth: np.ndarray, found: np.ndarray) -> np.ndarray:
    """(4, 4) counts, rows truth, columns found."""
    return np.bincount(truth.astype(int).ravel() * 4 + found.astype(int).ravel(), minlength=16).reshape(4, 4)


def summary(matrix: np.ndarray) -> dict:
    """Producer's and user's accuracy and F1 per class, and their unweighted mean producer's accuracy."""
    hits = np.diag(matrix).astype(float)
    producers = hits / np.maximum(matrix.sum(1), 1)
    users = hits / np.maximum(matrix.sum(0), 1)
    f1 = 2 * hits / np.maximum(matrix.sum(0) + matrix.sum(1), 1)
    per_class = {
        name: {"producers": round(p, 3), "users": round(u, 3), "f1": round(f, 3)}
        for name, p, u, f in zip(CLASSES, producers, users, f1)
    }
    return {"balancedAccuracy": round(float(producers.mean()), 4), "classes": per_class, "confusion": matrix.tolist()}


def calibration_error(probabilities: np.ndarray, truth: np.ndarray, bins: int = 15) -> float:
    """Expected calibration error of the most probable class; probabilities (4, n), truth (n,)."""
    confidence, found = probabilities.max(0), probabilities.argmax(0)
    bucket = np.minimum((confidence * bins).astype(int), bins - 1)
    error = 0.0
    for k in range(bins):
        inside = bucket == k
        if inside.any():
            error += inside.mean() * abs(confidence[inside].mean() - (found[inside] == truth[inside]).mean())
    return float(error)
