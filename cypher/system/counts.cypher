// How many nodes there are of each combination of labels.
// params:
// returns: labels: list[str], nodes: int
MATCH (n)
RETURN labels(n) AS labels, count(*) AS nodes
ORDER BY nodes DESC, labels
