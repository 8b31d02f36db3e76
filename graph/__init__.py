"""What the city is: schema, store, embedded engine, queries, loading, geometry."""
