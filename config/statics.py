"""Static files under names that hold the hash of their content."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Also follows `import … from "./x.js"`, so that modules are of one version with each other."""

    support_js_module_import_aggregation = True
