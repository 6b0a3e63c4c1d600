"""Results: what is shown of a hit: highlights, facets, explanations."""
