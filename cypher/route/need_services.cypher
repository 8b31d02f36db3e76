// The services and teams around places that meet given needs: for each grid or area that contains a place asked for,
// those open to it. The needs are those that reports speak of; those an issue indicates are in route.plan.
// services: label, code, name, need, need_name, room, by: through, organisation, social_workers.
// params: needs: list[str], places: list[str]
// returns: place: str, services: list[map]
UNWIND $places AS code
MATCH (:Grid|Area {code: code})-[:PART_OF*0..8]->(a)
WITH DISTINCT a
RETURN a.code AS place,
  [(a)<-[:SERVES]-(s)-[:MEETS]->(n:Need) WHERE n.code IN $needs
    | {label: labels(s)[0], code: s.code, name: s.name, need: n.code, need_name: n.name, room: s.capacity - s.used,
       by: [(s)-[t:PROVIDED_BY|WORKS_FOR]->(o:SocialOrganisation)
         | {through: type(t), organisation: o.name, social_workers: [(o)<-[:WORKS_FOR]-(w:SocialWorker) | w.code]}]}
  ] AS services
