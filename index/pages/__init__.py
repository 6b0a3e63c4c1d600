"""Pages: a page of a PDF as a picture, with a passage marked on it."""
