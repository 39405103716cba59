"""The catalogue's properties that the institute's schemas are bound to."""

from __future__ import annotations

from search.document import PropertyDefinition

PROPERTIES = (
    PropertyDefinition("subject_id", "keyword", "Subject"),
    PropertyDefinition("species", "keyword", "Species"),
    PropertyDefinition("sex", "keyword", "Sex"),
    PropertyDefinition("genotype", "keyword", "Genotype"),
    PropertyDefinition("strain", "keyword", "Strain"),
    PropertyDefinition("age", "number", "Age of the subject", "d"),
    PropertyDefinition("subject_weight", "number", "Weight of the subject at the session", "g"),
    PropertyDefinition("modality", "keyword", "Modality"),
    PropertyDefinition("brain_region", "keyword", "Brain region"),
    PropertyDefinition("task", "keyword", "Task"),
    PropertyDefinition("session_start", "date", "Session start"),
    PropertyDefinition("duration", "number", "Duration", "min"),
    PropertyDefinition("experimenter", "keyword", "Experimenter"),
    PropertyDefinition("instrument", "keyword", "Rig or instrument"),
    PropertyDefinition("temperature", "number", "Temperature", "Cel"),
    PropertyDefinition("frame_rate", "number", "Frame rate", "Hz"),
    PropertyDefinition("camera_frame_rate", "number", "Frame rate of the cameras", "Hz"),
    PropertyDefinition("sampling_rate", "number", "Sampling rate", "Hz"),
    PropertyDefinition("indicator", "keyword", "Calcium indicator"),
    PropertyDefinition("imaging_depth", "number", "Depth of the imaging plane", "um"),
    PropertyDefinition("stain", "keyword", "Stain"),
    PropertyDefinition("section_thickness", "number", "Section thickness", "um"),
)
