"""What the search page shows besides hits and facets: chips, mistakes, the builder, the table."""
