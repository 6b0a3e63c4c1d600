"""How is one index shared? HTTP with a page for people, and MCP for agents."""
