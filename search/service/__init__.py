"""Service: one index shared, over HTTP with a page for people, and over MCP for agents."""
