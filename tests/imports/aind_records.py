"""Small hand-written asset records, one for each shape that the institute's writers have used."""

from __future__ import annotations

from typing import Any

COMMIT = "0123456789abcdef0123456789abcdef01234567"
CODE_OCEAN = "11111111-2222-4333-8444-555555555555"
RAW = "behavior_100001_2024-03-05_10-20-30"
RAW_EPHYS = "ecephys_100002_2024-04-06_11-12-13"
RAW_LIGHT_SHEET = "SmartSPIM_100003_2022-05-07_08-09-10"


def earliest() -> dict[str, Any]:
    """0.x: modality and institution are strings, day and time of creation stand apart."""
    return {
        "_id": "id-earliest",
        "name": RAW_LIGHT_SHEET,
        "location": f"s3://open-bucket/{RAW_LIGHT_SHEET}/",
        "external_links": [{"Code Ocean": CODE_OCEAN}],
        "subject": {
            "schema_version": "0.2.2",
            "subject_id": "100003",
            "species": "Mus musculus",
            "sex": "Female",
        },
        "data_description": {
            "schema_version": "0.3.0",
            "name": RAW_LIGHT_SHEET,
            "license": "CC BY 4.0",
            "creation_date": "2022-05-07",
            "creation_time": "08:09:10",
            "data_level": "raw data",
            "institution": "AIBS",
            "modality": "SmartSPIM",
            "funding_source": [{"funder": "Some Trust", "grant_number": "T-1"}],
        },
        "acquisition": {
            "schema_version": "0.4.3",
            "session_start_time": "2022-05-07T08:09:10",
            "session_end_time": "2022-05-07T01:00:00",
        },
        "procedures": {
            "schema_version": "0.6.1",
            "specimen_procedures": [{"protocol_id": "https://dx.doi.org/10.1234/protocol.one"}],
        },
        "instrument": {"instrument_id": "microscope-1"},
        "rig": None,
        "mystery": {"schema_version": "1.0.0"},
    }


def early_derived() -> dict[str, Any]:
    """Processing 0.1: `data_processes` at the top, naive times, folders between the steps."""
    name = f"{RAW_LIGHT_SHEET}_stitched_2022-06-01_10-00-00"
    between = f"/scratch/{RAW_LIGHT_SHEET}_preprocessed_2022-06-01_10-00-00"
    return {
        "_id": "id-early-derived",
        "name": name,
        "location": f"s3://open-bucket/{name}",
        "data_description": {
            "schema_version": "1.0.0",
            "name": "smartspim_100003_2022-05-09_01-02-03",
            "creation_time": "2022-05-09T01:02:03-05:00",
            "data_level": "raw",
            "investigators": ["Ada Example", {"name": "Unknown"}],
        },
        "processing": {
            "schema_version": "0.1.0",
            "pipeline_url": "https://github.com/example-lab/stitcher",
            "pipeline_version": "1.2.0",
            "data_processes": [
                {
                    "name": "Image destriping",
                    "version": "0.2.0",
                    "start_date_time": "2022-06-01T10:00:00",
                    "end_date_time": "2022-06-01T11:00:00",
                    "input_location": f"/data/{RAW_LIGHT_SHEET}/SmartSPIM",
                    "output_location": between,
                    "code_url": "https://github.com/example-lab/destripe.git@feature/new",
                    "parameters": {"sigma": 2},
                },
                {
                    "name": "Image tile fusing",
                    "version": COMMIT,
                    "input_location": between,
                    "output_location": f"/scratch/{name}/fused",
                    "code_url": "",
                    "end_date_time": "yesterday",
                },
            ],
        },
    }


def nested() -> dict[str, Any]:
    """Processing 0.4: arrays inside the array, analyses, a description copied from the input."""
    return {
        "_id": "id-nested",
        "name": f"{RAW_EPHYS}_nwb_2025-01-02_03-04-05",
        "location": f"s3://results/{CODE_OCEAN}",
        "external_links": {"Code Ocean": f"https://codeocean.example.org/data-assets/{CODE_OCEAN}"},
        "data_description": {
            "schema_version": "1.0.0",
            "name": RAW_EPHYS,
            "creation_time": "2024-04-06T11:12:13-07:00",
            "data_level": "raw",
            "modality": ["name='Extracellular electrophysiology' abbreviation='ecephys'"],
            "platform": {"name": "Electrophysiology platform", "abbreviation": "ecephys"},
            "investigators": [
                {
                    "name": "Grace Example",
                    "registry": {"abbreviation": "ORCID"},
                    "registry_identifier": "0000-0002-1825-0097",
                },
                {"name": "Wrong Digit", "registry_identifier": "0000-0002-1825-0098"},
            ],
        },
        "processing": {
            "schema_version": "0.4.5",
            "processing_pipeline": {
                "processor_full_name": "Scientific Computing",
                "data_processes": [
                    {
                        "name": "Compression",
                        "software_version": "0.35.0",
                        "start_date_time": "2024-04-07T00:00:00Z",
                        "end_date_time": "2024-04-07T01:00:00Z",
                        "input_location": "/allen/aind/scratch/100002_2024-04-06_11-12-13",
                        "output_location": f"s3://private-bucket/{RAW_EPHYS}",
                        "code_url": "https://github.com/example-lab/transfer",
                    },
                    [
                        {
                            "name": "Spike sorting",
                            "input_location": "../data",
                            "code_url": "https://github.com/example-lab/sorter/tree/main/code/run",
                            "parameters": {"threshold": 6},
                        },
                        "not a step",
                    ],
                ],
            },
            "data_processes": [{"name": "Other", "notes": "packaging", "code_url": "h"}],
            "analyses": [{"name": "Analysis", "analyst_full_name": "Grace Example"}],
        },
    }


def processed() -> dict[str, Any]:
    """1.x: derived by a pipeline of which no step is listed."""
    name = f"{RAW}_processed_2024-03-06_00-00-01"
    return {
        "_id": "id-processed",
        "schema_version": "1.1.1",
        "name": name,
        "location": f"s3://results/{CODE_OCEAN}",
        "external_links": {"Code Ocean": [CODE_OCEAN]},
        "subject": {
            "schema_version": "1.0.2",
            "subject_id": "100001",
            "species": {"name": "Mus musculus"},
            "sex": "Male",
        },
        "session": {
            "schema_version": "1.0.1",
            "session_start_time": "2024-03-05T10:20:30.123456-08:00",
            "session_end_time": "2024-03-05T11:20:30-08:00",
        },
        "data_description": {
            "schema_version": "1.0.4",
            "name": name,
            "license": "CC-BY-4.0",
            "creation_time": "2024-03-06 00:00:01-08:00",
            "data_level": "derived",
            "data_summary": "Foraging with two spouts.",
            "input_data_name": RAW,
            "process_name": "processed",
            "project_name": "Foraging",
            "platform": {"name": "Behavior platform", "abbreviation": "behavior"},
            "modality": [
                {"name": "Behavior", "abbreviation": "behavior"},
                {"name": "Fiber photometry", "abbreviation": "fib"},
            ],
            "institution": {"name": "Institute of Examples", "abbreviation": "IE"},
            "funding_source": {"funder": {"name": "Some Trust"}, "grant_number": None},
            "investigators": [{"name": "ada.example@example.org"}],
        },
        "processing": {
            "schema_version": "1.1.4",
            "processing_pipeline": {
                "data_processes": [],
                "processor_full_name": "Ada Example",
                "pipeline_url": "https://github.com/example-lab/pipeline",
                "pipeline_version": COMMIT.upper(),
            },
        },
    }


def second() -> dict[str, Any]:
    """2.x: code objects, a dependency graph, source_data, subject_details."""
    name = f"{RAW_EPHYS}_sorted_2025-02-03_04-05-06"
    staged = f"/allen/aind/stage/prod/{RAW_EPHYS}_0a1b2c/ecephys"
    return {
        "_id": {"$oid": "665000000000000000000001"},
        "name": name,
        "location": f"s3://results/{CODE_OCEAN}",
        "other_identifiers": {"Code Ocean": [CODE_OCEAN]},
        "subject": {
            "schema_version": "2.1.2",
            "subject_id": "100002",
            "subject_details": {"sex": "Female", "species": {"name": "Mus musculus"}},
        },
        "data_description": {
            "schema_version": "2.3.0",
            "name": name,
            "data_level": "derived",
            "source_data": [RAW_EPHYS],
            "modalities": [{"name": "Extracellular electrophysiology", "abbreviation": "ecephys"}],
            "tags": ["opto", "opto", "test"],
            "related_publications": ["see https://doi.org/10.5555/paper.", "on the shelf"],
        },
        "processing": {
            "schema_version": "2.2.0",
            "dependency_graph": {"Upload": [], "Spike sorting_1": ["Upload"]},
            "pipelines": [
                {"name": "P", "url": "https://github.com/example-lab/ephys", "version": "k4_1.0"}
            ],
            "data_processes": [
                {
                    "process_type": "Other",
                    "name": "Upload",
                    "notes": "Data was copied",
                    "experimenters": ["Scientific Computing"],
                    "output_path": staged,
                    "code": {"url": "oras://registry.example.org/lab/upload:1.2", "version": None},
                },
                {
                    "process_type": "Spike sorting",
                    "name": "Spike sorting_1",
                    "experimenters": [{"name": "Grace Example"}, "Ada Example"],
                    "start_date_time": "2025-02-03T00:00:00Z",
                    "end_date_time": "2025-02-02T00:00:00Z",
                    "code": {
                        "url": "git@github.com:example-lab/sorter.git",
                        "version": "unknown",
                        "commit_hash": COMMIT[:12],
                        "run_script": "code/run.py",
                        "parameters": {"threshold": 6},
                        "container": {
                            "container_type": "Docker",
                            "uri": "registry.example.org/lab/sorter",
                            "tag": "4",
                        },
                        "input_data": [
                            {
                                "object_type": "Combined data",
                                "assets": [
                                    {"url": "s3://atlases/ccf-2017"},
                                    {"url": f"s3://results/{CODE_OCEAN}/sorted"},
                                    {"name": None},
                                ],
                            }
                        ],
                    },
                },
                {"process_type": "Ephys curation", "name": "Curation", "pipeline_name": "P"},
            ],
        },
    }


EVERY_SHAPE = (earliest, early_derived, nested, processed, second)
