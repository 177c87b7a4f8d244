"""The clear atmosphere: Rayleigh and aerosol path, direct and diffuse light, gases, and Sen2Cor's inversion.

Everything is per band (shape (9,), order of `bands.BANDS`) and deliberately simple: single scattering with the
exponential transmittances of 5S (Tanre et al. 1990); what matters for labels is how direct and diffuse light share.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..data.bands import BANDS, CENTRE_MICROMETRES, INDEX

RAYLEIGH_SCALE_HEIGHT_METRES = 8000.0
AEROSOL_SCALE_HEIGHT_METRES = 1500.0
#: Usual scale height of vapour; scenes draw theirs, since air above an inversion may be dry.
VAPOUR_SCALE_HEIGHT_METRES = 2000.0
#: Ozone and well-mixed gases, two-way at air mass 2.
MIXED_GAS = np.array([1.0, 0.985, 0.95, 0.97, 1.0, 1.0, 0.98, 0.975, 0.97], np.float32)


@dataclass(frozen=True)
class Sky:
    """One clear atmosphere over one scene."""

    cos_sun: float
    cos_view: float
    aerosol_depth: float  # at 550 nm
    angstrom: float
    vapour_cm: float
    surface_metres: float
    path: np.ndarray  # (9,) path reflectance
    aerosol_share: np.ndarray  # (9,) of the path reflectance, the rest being the molecules'
    direct: np.ndarray  # (9,) direct solar transmittance, sun to ground
    diffuse: np.ndarray  # (9,) diffuse transmittance, sun to ground
    upward: np.ndarray  # (9,) ground to sensor
    gas: np.ndarray  # (9,) two-way transmittance of mixed gases
    vapour_scale_metres: float = VAPOUR_SCALE_HEIGHT_METRES

    @property
    def airmass(self) -> float:
        return 1.0 / self.cos_sun + 1.0 / self.cos_view

    def above(self, height_metres: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(two-way transmittance, path reflectance, what of light from below is sent back down), each (9,), of the air above a height.

        The height counts from the ground. By this, light from a cloud reaches the sensor weaker the shorter its wave: over fields at
        T33UUU in February (sun 24 degrees high) low streaks add 0.71, 0.85, 0.85 in B01, B02, B03 of what they add in B04.
        """
        molecules = rayleigh_depth(self.surface_metres + height_metres)
        thinner = np.float32(np.exp(-height_metres / AEROSOL_SCALE_HEIGHT_METRES))
        aerosol = self.aerosol_depth * thinner * (CENTRE_MICROMETRES / 0.55) ** -self.angstrom
        passed = np.exp(-(0.52 * molecules + 0.17 * aerosol) * self.airmass)
        rest = np.float32(np.exp(-height_metres / RAYLEIGH_SCALE_HEIGHT_METRES))
        path = self.path * (self.aerosol_share * thinner + (1 - self.aerosol_share) * rest)
        return passed.astype(np.float32), path, (0.75 * molecules + 0.15 * aerosol).astype(np.float32)

    def vapour(self, height_metres: float) -> np.ndarray:
        """(9,) two-way water vapour transmittance above a height.

        Power laws fitted to what is seen: over land in summer (2 cm) B09 keeps about a quarter of B8A, and B10 about
        0.85 of a cloud at 10 km, a quarter of one at 5 km, nothing of the ground. Of bright cloud a kilometre above Ireland in
        September and Brandenburg in February B10 shows 0.0005 more than of the ground beside it: two thousandths of its light.
        """
        column = self.vapour_cm * np.exp(-height_metres / self.vapour_scale_metres) * self.airmass
        out = np.ones(len(BANDS), np.float32)
        out[INDEX["B09"]] = np.exp(-0.466 * column**0.6)
        out[INDEX["B10"]] = np.exp(-3.8 * column**0.93)
        out[INDEX["B11"]] = np.exp(-0.008 * column)
        out[INDEX["B12"]] = np.exp(-0.012 * column)
        return out


def rayleigh_depth(surface_metres: float = 0.0) -> np.ndarray:
    """Rayleigh optical depth per band (Hansen and Travis 1974), thinned with altitude."""
    inverse_square = CENTRE_MICROMETRES**-2
    depth = 0.008569 * inverse_square**2 * (1 + 0.0113 * inverse_square + 0.00013 * inverse_square**2)
    return (depth * np.exp(-surface_metres / RAYLEIGH_SCALE_HEIGHT_METRES)).astype(np.float32)


def make_sky(
    sun_zenith_deg: float,
    aerosol_depth: float,
    vapour_cm: float,
    angstrom: float = 1.2,
    surface_metres: float = 0.0,
    view_zenith_deg: float = 5.0,
    vapour_scale_metres: float = VAPOUR_SCALE_HEIGHT_METRES,
) -> Sky:
    """The clear atmosphere for a sun (degrees), an aerosol (depth at 550 nm) and a vapour column (cm)."""
    cos_sun, cos_view = np.cos(np.deg2rad(sun_zenith_deg)), np.cos(np.deg2rad(view_zenith_deg))
    rayleigh = rayleigh_depth(surface_metres)
    aerosol = aerosol_depth * (CENTRE_MICROMETRES / 0.55) ** -angstrom
    cos_scatter = -cos_sun * cos_view
    rayleigh_phase = 0.75 * (1 + cos_scatter**2)
    asymmetry = 0.62
    aerosol_phase = (1 - asymmetry**2) / (1 + asymmetry**2 - 2 * asymmetry * cos_scatter) ** 1.5 * 1.35
    molecules, droplets = rayleigh * rayleigh_phase, 0.92 * aerosol * aerosol_phase
    single = (molecules + droplets) / (4 * cos_sun * cos_view)
    path = single * np.exp(-0.35 * rayleigh / cos_sun) * 1.12  # multiple scattering against attenuation
    direct = np.exp(-(rayleigh + aerosol) / cos_sun)
    total_down = np.exp(-(0.52 * rayleigh + 0.17 * aerosol) / cos_sun)
    upward = np.exp(-(0.52 * rayleigh + 0.17 * aerosol) / cos_view)
    as32 = lambda a: np.asarray(a, np.float32)
    return Sky(
        float(cos_sun),
        float(cos_view),
        aerosol_depth,
        angstrom,
        vapour_cm,
        surface_metres,
        as32(path),
        as32(droplets / (molecules + droplets)),
        as32(direct),
        as32(total_down - direct),
        as32(upward),
        MIXED_GAS,
        vapour_scale_metres,
    )


def surface_to_toa_coefficients(sky: Sky) -> tuple[np.ndarray, np.ndarray]:
    """(gain, offset), each (9,): TOA reflectance = gain * surface reflectance + offset, under a clear sky."""
    gas = sky.gas * sky.vapour(sky.surface_metres)
    return gas * sky.upward * (sky.direct + sky.diffuse), gas * sky.path


def level2a_coefficients(rng: np.random.Generator, sky: Sky) -> tuple[np.ndarray, np.ndarray]:
    """(gain, offset), each (9,): what Sen2Cor makes of TOA reflectance, with its errors.

    It retrieves one aerosol and one vapour for a neighbourhood (wrong by up to a factor, more so near clouds and
    where it falls back to a default) and applies the clear-sky inverse to every pixel, clouds and shadows too:
    clouds rise above 1, B09 over clouds is divided by vapour that lies beneath them, shadows go to zero and below.
    """
    if rng.random() < 0.5:  # clear pixels of real products, which the ground is made of, are right by definition
        depth, vapour_cm = sky.aerosol_depth, sky.vapour_cm
    else:
        depth = float(np.clip(sky.aerosol_depth * np.exp(rng.normal(0, 0.15)) + rng.normal(0, 0.012), 0.02, 0.6))
        if rng.random() < 0.1:
            depth = 0.2  # the default start visibility, kept where no dark vegetation is found
        vapour_cm = float(np.clip(sky.vapour_cm * np.exp(rng.normal(0, 0.08)), 0.1, 5))
    believed = make_sky(
        np.rad2deg(np.arccos(sky.cos_sun)),
        depth,
        vapour_cm,
        sky.angstrom,
        sky.surface_metres,
        vapour_scale_metres=sky.vapour_scale_metres,
    )
    gain, offset = surface_to_toa_coefficients(believed)
    gain, offset = gain.copy(), offset.copy()
    gain[INDEX["B10"]], offset[INDEX["B10"]] = 1.0, 0.0
    return (1.0 / gain).astype(np.float32), (-offset / gain).astype(np.float32)
