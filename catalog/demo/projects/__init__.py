"""One module a project; each builds its `Part`."""
