import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { pages } from "../../scripts/reference.mjs";
import { permissionsOf, ROLES } from "../../src/app/server/roles.ts";
import { ERROR_CODES } from "../../src/base/errors.ts";
import { commandLine } from "../../src/cli/program.ts";
import { COMMON_COLUMNS } from "../../src/facts/columns.ts";
import { FACTS } from "../../src/facts/facts.ts";
import { INSTRUMENTS } from "../../src/facts/instruments.ts";
import { routesOf } from "../../src/http/server.ts";
import { MEASURES } from "../../src/measures/registry.ts";
import { madeBy, spellings } from "../../src/sources/format.ts";
import { FORMATS } from "../../src/sources/formats.ts";
import { duckdb } from "../../src/store/duckdb/dialect.ts";
import { printable, sql } from "../../src/store/sql/sql.ts";
import { STEMS } from "../../src/texts/glossary.ts";
import { LANGUAGES } from "../../src/texts/language.ts";
import { texts } from "../../src/texts/texts.ts";
import { ROOT } from "./pages.ts";

const made = pages({
  MEASURES,
  INSTRUMENTS,
  FORMATS,
  spellings,
  madeBy,
  FACTS,
  COMMON_COLUMNS,
  ERROR_CODES,
  STEMS,
  LANGUAGES,
  texts,
  printable,
  sql,
  dialect: duckdb,
  commandLine,
  routesOf,
  ROLES,
  permissionsOf,
});

it.each(Object.entries(made))(
  "docs/reference/%s says what the product does (npm run docs makes it anew)",
  (file, text) => {
    expect(readFileSync(join(ROOT, "docs/reference", file), "utf8")).toBe(text);
  },
);

it("every measure, fact and error has words of its own", () => {
  for (const text of Object.values(made))
    expect(text).not.toMatch(/undefined|\[object|measure\.[a-z-]+\.|error\.[a-z]+\./);
});
