// How many nodes and relationships the graph holds.
// params:
// returns: nodes: int, relationships: int
RETURN COUNT { MATCH (n) RETURN n } AS nodes, COUNT { MATCH ()-[r]->() RETURN r } AS relationships
