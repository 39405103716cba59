"""The language that people search in: from text or JSON to criteria, and back to text."""
