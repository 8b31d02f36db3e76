// The catalogue and the cities that were loaded, with their versions.
// params:
// returns: code: str, version: str, loaded_at: datetime
MATCH (d:Dataset)
RETURN d.code AS code, d.version AS version, d.loaded_at AS loaded_at
ORDER BY code
