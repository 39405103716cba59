"""Licenses that data is commonly given, by SPDX identifier; any other identifier may be typed."""

from __future__ import annotations

LICENSES = (
    ("CC0-1.0", "Creative Commons Zero 1.0: no rights reserved"),
    ("CC-BY-4.0", "Creative Commons Attribution 4.0"),
    ("CC-BY-SA-4.0", "Creative Commons Attribution ShareAlike 4.0"),
    ("CC-BY-NC-4.0", "Creative Commons Attribution NonCommercial 4.0"),
    ("CC-BY-NC-SA-4.0", "Creative Commons Attribution NonCommercial ShareAlike 4.0"),
    ("CC-BY-ND-4.0", "Creative Commons Attribution NoDerivatives 4.0"),
    ("CC-BY-NC-ND-4.0", "Creative Commons Attribution NonCommercial NoDerivatives 4.0"),
    ("ODC-By-1.0", "Open Data Commons Attribution 1.0"),
    ("ODbL-1.0", "Open Data Commons Open Database License 1.0"),
    ("PDDL-1.0", "Open Data Commons Public Domain Dedication 1.0"),
    ("MIT", "MIT License"),
    ("Apache-2.0", "Apache License 2.0"),
    ("BSD-3-Clause", "BSD 3-Clause License"),
    ("GPL-3.0-only", "GNU General Public License 3.0"),
)
