"""The web admin's lists. Django finds them here; what each may show is policy's business."""

from catalog.admin import operations, people, records, schemas

__all__ = ["operations", "people", "records", "schemas"]
