// What the linter must find, and what it must let pass: node selftest.mjs

import assert from "node:assert/strict";
import test from "node:test";
import { declaredParameters, lint, readSchema } from "./lint.mjs";

const schema = readSchema(
  JSON.stringify({
    labels: ["Grid", "Unit"],
    relationshipTypes: ["PART_OF", "COVERS"],
    propertyKeys: ["code", "name", "level", "place"],
    graphSchema: [
      { from: "Grid", to: "Grid", relType: "PART_OF" },
      { from: "Unit", to: "Grid", relType: "COVERS" },
    ],
  }),
);

/** The messages for a query body under a header that declares code: str and rows: list[map]. */
function errors(body) {
  const query = `// A query.\n// params: code: str, rows: list[map]\n// returns: name: str\n${body}\n`;
  return lint(query, schema).filter(({ severity }) => severity === "error");
}

test("a correct query has no finding", () => {
  const body = `
    UNWIND $rows AS row
    MERGE (g:Grid {code: row.code})
      ON CREATE SET g.name = row.title, g.level = 3
    WITH DISTINCT g, {other: 1, deep: {more: 2}} AS map
    MATCH path = (g)-[:PART_OF*0..4]->(up:Grid)<-[c:COVERS]-(u:Unit)
    WHERE u.code <> $code AND EXISTS { (up)-[:PART_OF]->(:Grid) }
      AND point.distance(up.place, point({longitude: 120.6, latitude: 31.3})) < 500
    CALL (g) { MATCH (g)-[:PART_OF]->(p:Grid) RETURN count(p) AS parents }
    RETURN u {.code, .name, alias: map.other} AS unit, [n IN nodes(path) | n.code] AS path,
           map.deep.more AS more, parents, toUpper(u.name) AS name`;
  assert.deepEqual(errors(body), []);
});

const wrong = [
  ["a label", "MATCH (g:Gird) RETURN g.name AS name", /Label Gird/],
  ["a relationship type", "MATCH (:Unit)-[:COVRES]->(g:Grid) RETURN g.name AS name", /Relationship type COVRES/],
  ["a property that is read", "MATCH (g:Grid) WHERE g.nmae = $code RETURN g.name AS name", /Property nmae/],
  ["a property that is written", "MATCH (g:Grid) SET g.nmae = $code RETURN g.name AS name", /Property nmae/],
  ["a property in a pattern", "MATCH (g:Grid {coed: $code}) RETURN g.name AS name", /Property coed/],
  ["a property in a projection", "MATCH (g:Grid) RETURN g {.code, .nmae} AS name", /Property nmae/],
  ["a property of a variable bound twice", "MATCH (g:Grid) WHERE g.nmae = 1 RETURN g {.code} AS g", /Property nmae/],
  ["a parameter", "MATCH (g:Grid {code: $coed}) RETURN g.name AS name", /Parameter \$coed is not defined/],
  ["a variable", "MATCH (g:Grid) RETURN h.name AS name", /`h` not defined/],
  ["a function", "MATCH (g:Grid) RETURN toUper(g.name) AS name", /Function toUper/],
  ["a direction", "MATCH (u:Unit)<-[:COVERS]-(g:Grid) RETURN u.name AS name", /has no/],
  ["a procedure", "CALL db.labels() YIELD label RETURN label AS name", /Procedure db\.labels/],
  ["the syntax", "MATCH (g:Grid RETURN g.name AS name", /./],
  ["an engine's own word", "MATCH p = SHORTEST 1 (:Grid)-[:PART_OF]->+(:Grid) RETURN p AS name", /SHORTEST/],
  ["a file", "LOAD CSV FROM 'file:///x' AS row RETURN row AS name", /LOAD/],
  ["a deprecated function", "MATCH (g:Grid) RETURN id(g) AS name", /deprecated/i],
];
for (const [what, body, message] of wrong) {
  test(`${what} that is wrong is found, on its line`, () => {
    const found = errors(body);
    assert.ok(found.some((it) => message.test(it.message)), JSON.stringify(found));
    assert.ok(found.every(({ line }) => line >= 4), JSON.stringify(found));
  });
}

test("the header's parameters are read whatever their types", () => {
  const query = "// Two.\n// params: a: str, b: list[map], c_2: int | None\n// returns: x: int\nRETURN 1 AS x";
  assert.deepEqual(Object.keys(declaredParameters(query)), ["a", "b", "c_2"]);
});

test("a header without parameters declares none", () => {
  assert.deepEqual(declaredParameters("// One.\n// params:\n// returns: x: int\nRETURN 1 AS x"), {});
});

test("a schema file without labels is refused", () => {
  assert.throws(() => readSchema('{"labels": []}'), /labels/);
});
