"""Bodies that the API's description shows. A test sends each of them."""

from __future__ import annotations

from typing import Any

DATASET: dict[str, Any] = {
    "title": "Two-photon imaging of mouse visual cortex, session 3",
    "description": "Calcium imaging of layer 2/3 during drifting gratings.",
    "access": "public",
    "license": "CC-BY-4.0",
    "keywords": ["calcium imaging", "visual cortex"],
    "creators": [
        {
            "name": "Carberry, Josiah",
            "orcid": "0000-0002-1825-0097",
            "affiliations": ["Brown University"],
        }
    ],
    "funding": [{"funder": "National Institutes of Health", "award_number": "R01-EY000001"}],
    "related_identifiers": [
        {"identifier": "10.1234/abcd", "kind": "DOI", "relation": "IsSupplementTo"}
    ],
    "dates": {"Collected": "2026-03-14"},
    "location": "s3://institute-data/session-3",
    "identifiers": ["session-3"],
    "key": "lab7/session-3",
    "metadata": [],
    "files": [
        {
            "path": "raw/plane0.tif",
            "size": 1048576,
            "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "media_type": "image/tiff",
            "uri": "s3://institute-data/session-3/raw/plane0.tif",
        }
    ],
}
PATCH = {"title": "Two-photon imaging of mouse visual cortex, session 3 (corrected)"}
RECORD = {
    "version": "1.0.3",
    "content": {"subject_id": "M-4711", "species": "Mus musculus", "age": 56},
}
FILES = {"files": [{"path": "raw/plane1.tif", "size": 1048576, "media_type": "image/tiff"}]}
GRANT = {"principal": "user:1", "role": "viewer"}
WITHDRAWAL = {"reason": "The recordings were mislabelled; see the corrected dataset."}
ACCESS = {"access": "discoverable"}
BULK = (
    '{"title": "Session 1", "access": "public", "key": "s-1"}\n'
    '{"title": "Session 2", "access": "public", "key": "s-2"}\n'
)
