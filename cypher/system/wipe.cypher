// Delete a batch of nodes with their relationships; repeated until none is left, it empties the database.
// params: limit: int
// returns: deleted: int
MATCH (n)
WITH n LIMIT $limit
DETACH DELETE n
RETURN count(*) AS deleted
