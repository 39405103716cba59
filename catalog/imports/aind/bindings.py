"""Which paths of the institute's schemas are bound to which properties of the catalogue.

Paths are dotted, array indexes left out, and cover the versions from 0.1 to 2.x: the same fact
stands in several places over the years, and searching one property finds them all.
"""

from __future__ import annotations

from search.document import PropertyDefinition

PROPERTIES: tuple[PropertyDefinition, ...] = (
    PropertyDefinition("subject_id", "keyword", "Subject"),
    PropertyDefinition("species", "keyword", "Species"),
    PropertyDefinition("sex", "keyword", "Sex"),
    PropertyDefinition("genotype", "keyword", "Genotype"),
    PropertyDefinition("date_of_birth", "date", "Date of birth"),
    PropertyDefinition("subject_weight", "number", "Weight of the subject at the session", "g"),
    PropertyDefinition("modality", "keyword", "Modality"),
    PropertyDefinition("platform", "keyword", "Platform"),
    PropertyDefinition("project", "keyword", "Project"),
    PropertyDefinition("institution", "keyword", "Institution"),
    PropertyDefinition("data_level", "keyword", "Data level"),
    PropertyDefinition("funder", "keyword", "Funder"),
    PropertyDefinition("award_number", "keyword", "Award number"),
    PropertyDefinition("session_start", "date", "Session start"),
    PropertyDefinition("session_end", "date", "Session end"),
    PropertyDefinition("session_type", "keyword", "Session type"),
    PropertyDefinition("experimenter", "keyword", "Experimenter"),
    PropertyDefinition("instrument", "keyword", "Rig or instrument"),
    PropertyDefinition("ethics_protocol", "keyword", "Ethics protocol"),
    PropertyDefinition("stimulus_modality", "keyword", "Stimulus modality"),
    PropertyDefinition("targeted_structure", "keyword", "Targeted structure"),
    PropertyDefinition("procedure", "keyword", "Procedure"),
    PropertyDefinition("injection_material", "keyword", "Injected material"),
    PropertyDefinition("process", "keyword", "Data process"),
    PropertyDefinition("code_url", "keyword", "Code URL"),
    PropertyDefinition("qc_status", "keyword", "Quality control status"),
)

_PATHS: dict[str, dict[str, str]] = {
    "aind/subject": {
        "subject_id": "subject_id",
        "species": "species species.name subject_details.species.name",
        "sex": "sex subject_details.sex",
        "genotype": "genotype subject_details.genotype",
        "date_of_birth": "date_of_birth subject_details.date_of_birth",
    },
    "aind/data_description": {
        "subject_id": "subject_id",
        "modality": "modality modality.name modalities.name",
        "platform": "platform platform.name",
        "project": "project_name",
        "institution": "institution institution.name",
        "data_level": "data_level",
        "funder": "funding_source.funder funding_source.funder.name",
        "award_number": "funding_source.grant_number",
    },
    "aind/session": {
        "subject_id": "subject_id",
        "session_start": "session_start_time",
        "session_end": "session_end_time",
        "session_type": "session_type",
        "experimenter": "experimenter_full_name",
        "instrument": "rig_id",
        "ethics_protocol": "iacuc_protocol",
        "subject_weight": "animal_weight_prior animal_weight_post",
        "stimulus_modality": "stimulus_epochs.stimulus_modalities",
        "targeted_structure": (
            "data_streams.ophys_fovs.targeted_structure "
            "data_streams.ophys_fovs.targeted_structure.name "
            "data_streams.stack_parameters.targeted_structure "
            "data_streams.ephys_modules.primary_targeted_structure "
            "data_streams.ephys_modules.primary_targeted_structure.name "
            "data_streams.probes.primary_targeted_structure"
        ),
    },
    "aind/acquisition": {
        "subject_id": "subject_id",
        "session_start": "session_start_time acquisition_start_time",
        "session_end": "session_end_time acquisition_end_time",
        "session_type": "session_type acquisition_type",
        "experimenter": "experimenter_full_name experimenters",
        "instrument": "instrument_id",
        "ethics_protocol": "ethics_review_id",
        "subject_weight": (
            "subject_details.animal_weight_prior subject_details.animal_weight_post"
        ),
        "stimulus_modality": "stimulus_epochs.stimulus_modalities",
        "targeted_structure": (
            "data_streams.configurations.probes.primary_targeted_structure.name "
            "data_streams.configurations.planes.targeted_structure.name"
        ),
    },
    "aind/rig": {"instrument": "rig_id"},
    "aind/instrument": {"instrument": "instrument_id"},
    "aind/procedures": {
        "subject_id": "subject_id",
        "procedure": (
            "subject_procedures.procedure_type subject_procedures.procedures.procedure_type "
            "subject_procedures.procedures.object_type specimen_procedures.procedure_type"
        ),
        "injection_material": (
            "subject_procedures.procedures.injection_materials.name "
            "subject_procedures.injection_materials.name"
        ),
        "ethics_protocol": (
            "subject_procedures.iacuc_protocol subject_procedures.ethics_review_id"
        ),
        "targeted_structure": (
            "subject_procedures.procedures.targeted_structure "
            "subject_procedures.procedures.targeted_structure.name "
            "subject_procedures.procedures.probes.targeted_structure.name"
        ),
    },
    "aind/processing": {
        "process": (
            "processing_pipeline.data_processes.name analyses.name "
            "data_processes.process_type data_processes.name"
        ),
        "code_url": (
            "processing_pipeline.data_processes.code_url processing_pipeline.pipeline_url "
            "analyses.code_url data_processes.code_url data_processes.code.url "
            "pipeline_url pipelines.url"
        ),
    },
    "aind/quality_control": {
        "qc_status": (
            "evaluations.latest_status evaluations.metrics.status_history.status "
            "metrics.status_history.status"
        ),
    },
}


def aind_bindings() -> tuple[tuple[str, str, str], ...]:
    """(schema name, dotted path, property name) of every binding."""
    return tuple(
        (schema, path, name)
        for schema, properties in _PATHS.items()
        for name, paths in properties.items()
        for path in paths.split()
    )
