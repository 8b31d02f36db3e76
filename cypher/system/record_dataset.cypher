// Record that a version of a catalogue or a city was loaded.
// params: code: str, version: str, loaded_at: datetime
// returns: code: str
MERGE (d:Dataset {code: $code})
SET d.version = $version, d.loaded_at = $loaded_at
RETURN d.code AS code
