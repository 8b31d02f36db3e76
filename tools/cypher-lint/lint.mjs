// Lints query files against the schema: node lint.mjs SCHEMA.json FILE.cypher…
//
// Prints `file:line:column severity message`; exits 1 when there is an error, 2 when it was called wrongly.
// The parser, the semantic analysis and the checks of labels, relationship types, functions, procedures and
// parameters are those of Neo4j's language support. Its check of property names skips names that a query
// writes and names read through a variable that is bound twice, so the one below replaces it.

import { readFileSync } from "node:fs";
import { argv, exit, stderr, stdout } from "node:process";
import { pathToFileURL } from "node:url";
import { highlightSyntax, lintCypherQuery, testData } from "@neo4j-cypher/language-support";

const VERSION = "CYPHER 5";
const HEADER_PARAMS = /^\/\/\s*params:(.*)$/m;
const SCHEMA_WARNING = /is not present in the database|\bhas no (?:incoming|outgoing)/;
const DEPRECATED = 2; // as the language server protocol numbers its tags
const SEVERITY = { 1: "error", 2: "warning", 3: "info", 4: "hint" };
// One of the two engines lacks these, or nobody should be able to reach files and other hosts through a query.
const NOT_PORTABLE = new Map([
  ["SHORTEST", "write shortestPath((a)-[…]-(b)), which both engines have"],
  ["LOAD", "read the file in the program and pass the rows as a parameter"],
]);
const NOT_PORTABLE_FUNCTION = /^(?:graph\.|vector\.|db\.|file$|linenumber$)/;

/** What the schema file says, in the form that the language support wants. */
export function readSchema(text) {
  const { labels, relationshipTypes, propertyKeys, graphSchema } = JSON.parse(text);
  for (const [name, value] of Object.entries({ labels, relationshipTypes, propertyKeys })) {
    if (!Array.isArray(value) || value.length === 0) {
      throw new Error(`"${name}" is missing or empty`);
    }
  }
  const builtIn = Object.entries(testData.mockSchema.functions[VERSION]).filter(
    ([name, it]) => it.isBuiltIn && !NOT_PORTABLE_FUNCTION.test(name),
  );
  return {
    labels,
    relationshipTypes,
    propertyKeys,
    ...(graphSchema ? { graphSchema } : {}),
    functions: { [VERSION]: Object.fromEntries(builtIn) },
    procedures: { [VERSION]: {} },
    defaultLanguage: VERSION,
  };
}

/** The parameters that a query's header declares: `// params: a: str, b: list[map]`. */
export function declaredParameters(query) {
  const declared = HEADER_PARAMS.exec(query)?.[1] ?? "";
  const names = [...declared.matchAll(/(?:^|,)\s*([A-Za-z_]\w*)\s*:/g)].map((match) => match[1]);
  return Object.fromEntries(names.map((name) => [name, ""]));
}

/** The findings of one query, in the order of the text; `line` and `column` count from 1. */
export function lint(query, schema) {
  const { propertyKeys, ...rest } = schema;
  const { diagnostics, symbolTables } = lintCypherQuery(
    query,
    { ...rest, parameters: declaredParameters(query) },
    { consoleCommandsEnabled: false },
  );
  const found = diagnostics.map(({ range, severity, message, tags }) => ({
    line: range.start.line + 1,
    column: range.start.character + 1,
    severity: SCHEMA_WARNING.test(message) || tags?.includes(DEPRECATED) ? "error" : SEVERITY[severity],
    message: message.replace(/\. Make sure you didn't misspell it.*$/s, ""),
  }));
  const tokens = highlightSyntax(query);
  found.push(...unknownProperties(tokens, symbolTables.flat(), new Set(propertyKeys)));
  found.push(...notPortable(tokens));
  return found.sort((a, b) => a.line - b.line || a.column - b.column || a.message.localeCompare(b.message));
}

function unknownProperties(tokens, symbols, known) {
  const graphItems = new Set(
    symbols
      .filter(({ types }) => types.length > 0 && types.every((type) => type === "Node" || type === "Relationship"))
      .flatMap(({ references }) => references),
  );
  const isGraphItem = (token) => token?.tokenType === "variable" && graphItems.has(token.position.startOffset);
  const found = [];
  const open = []; // what each bracket that is open belongs to: "pattern", "projection" or nothing
  tokens.forEach((token, i) => {
    const before = tokens[i - 1];
    if (token.token === "{") {
      if (before?.tokenType === "label") open.push("pattern");
      else open.push(isGraphItem(before) ? "projection" : "");
    } else if (token.token === "(" || token.token === "[") {
      open.push("");
    } else if (token.token === "}" || token.token === ")" || token.token === "]") {
      open.pop();
    }
    if (token.tokenType !== "property" || known.has(token.token.replaceAll("`", ""))) return;
    const named =
      before?.token === "."
        ? isGraphItem(tokens[i - 2]) || (open.at(-1) === "projection" && tokens[i - 2]?.tokenType !== "variable")
        : open.at(-1) === "pattern" && tokens[i + 1]?.token === ":";
    if (named) found.push(at(token, `Property ${token.token} is not in the schema`));
  });
  return found;
}

function notPortable(tokens) {
  return tokens
    .filter(({ token, tokenType }) => tokenType === "keyword" && NOT_PORTABLE.has(token.toUpperCase()))
    .map((token) => at(token, `${token.token} is not for our queries: ${NOT_PORTABLE.get(token.token.toUpperCase())}`));
}

function at({ position }, message) {
  return { line: position.line + 1, column: position.startCharacter + 1, severity: "error", message };
}

function main([schemaFile, ...files]) {
  if (!schemaFile || files.length === 0) {
    stderr.write("usage: node lint.mjs SCHEMA.json FILE.cypher…\n");
    return 2;
  }
  let schema;
  try {
    schema = readSchema(readFileSync(schemaFile, "utf8"));
  } catch (error) {
    stderr.write(`${schemaFile}: ${error.message}. Write it anew with: make generated\n`);
    return 2;
  }
  let errors = 0;
  for (const file of files) {
    for (const { line, column, severity, message } of lint(readFileSync(file, "utf8"), schema)) {
      stdout.write(`${file}:${line}:${column} ${severity} ${message}\n`);
      errors += severity === "error" ? 1 : 0;
    }
  }
  stdout.write(`${files.length} queries, ${errors} errors\n`);
  return errors ? 1 : 0;
}

if (argv[1] && import.meta.url === pathToFileURL(argv[1]).href) {
  exit(main(argv.slice(2)));
}
