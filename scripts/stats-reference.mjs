// Reference pages of `feltworth/stats` from the docstrings of everything that src/stats/index.ts exports.
//   node scripts/stats-reference.mjs           writes docs/reference/stats/
//   node scripts/stats-reference.mjs --check   says which pages are out of date and exits with 1
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const INDEX = join(ROOT, "src/stats/index.ts");
export const PAGES = join(ROOT, "docs/reference/stats");

/** Folders of src/stats in reading order, with the title of their page and what they are for. */
const GROUPS = {
  intervals: [
    "Intervals",
    "Scores, shares, means, ratios, quantiles and rates with their intervals; survey weights and bounds.",
  ],
  tests: [
    "Tests and effect sizes",
    "Differences and associations, how large they are, how many answers it takes, many tests at once.",
  ],
  regression: [
    "Regression",
    "Least squares and generalised linear models from rows or cells, with robust and clustered errors.",
  ],
  survival: ["Survival", "How long customers stay, with those still there counted as such."],
  "customer-base": [
    "Customer-base models",
    "How often customers buy, when they leave, what they are worth: models of purchases, spend and retention.",
  ],
  causal: [
    "Causal effects",
    "Adjusted, weighted, matched and randomised comparisons, and how far they can be trusted.",
  ],
  drivers: [
    "Drivers and reliability",
    "What goes along with an outcome, how far questions measure one thing, how far raters agree.",
  ],
  prediction: [
    "Prediction quality",
    "Whether scores rank, probabilities are honest and forecasts better than a naive one.",
  ],
  shrinkage: ["Shrinkage", "Estimates of many small groups, so that chance does not top the ranking."],
  longitudinal: ["Longitudinal", "Panels, series around a change, forecasts, control charts, mix and rate."],
  resampling: ["Resampling", "Bootstrap and jackknife by customer."],
  money: ["Money", "Present values, rates of return, uncertain business cases, response to spend."],
  distributions: ["Distributions", "Distribution functions, tails and quantiles, accurate far out."],
  special: ["Special functions", "Gamma, beta, error and hypergeometric functions."],
  random: ["Random numbers", "Seeded generators, draws, and hashes that place customers."],
  optimise: ["Optimisation", "Maximisation, roots, quadrature and factors for models of a few parameters."],
  "": ["Foundations", "Intervals as values, moments and sums that keep their digits, errors with a code."],
};
const pageOf = (group) => `${group || "foundations"}.md`;

/** Everything exported from the index: name, group, kind, declaration without body, and its parsed docstring. */
export function collect() {
  const program = ts.createProgram([INDEX], {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    noEmit: true,
    types: [],
    skipLibCheck: true,
  });
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(INDEX));
  return checker
    .getExportsOfModule(module)
    .map((symbol) => {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      const declaration = target.declarations[0];
      const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
      const source = statement.getSourceFile();
      const file = relative(ROOT, source.fileName);
      const path = relative(join(ROOT, "src/stats"), source.fileName);
      const group = path.startsWith("..") || !path.includes("/") ? "" : path.split("/")[0];
      const header =
        ts.isFunctionDeclaration(statement) && statement.body
          ? source.text.slice(statement.getStart(source), statement.body.getStart(source))
          : withoutBodies(statement, source);
      const comments = ts.getJSDocCommentsAndTags(statement).filter(ts.isJSDoc);
      return {
        name: symbol.name,
        kind: ts.isFunctionDeclaration(statement)
          ? "function"
          : ts.isClassDeclaration(statement)
            ? "class"
            : ts.isVariableStatement(statement)
              ? "constant"
              : "type",
        group,
        file,
        declaration: header.replace(/^export (declare )?/, "").trim(),
        body: ts.isFunctionDeclaration(statement) && statement.body ? statement.body.getText(source) : "",
        parameters: ts.isFunctionDeclaration(statement)
          ? statement.parameters.map((p) => ({
              name: ts.isIdentifier(p.name) ? p.name.text : "",
              type: p.type?.getText(source) ?? p.initializer?.getText(source) ?? "",
            }))
          : [],
        returnType: ts.isFunctionDeclaration(statement) ? (statement.type?.getText(source) ?? "") : "",
        doc: parseDoc(comments.at(-1)?.getText(source) ?? ""),
      };
    })
    .sort((a, b) => a.file.localeCompare(b.file) || a.name.localeCompare(b.name));
}

function withoutBodies(statement, source) {
  if (!ts.isClassDeclaration(statement)) return statement.getText(source);
  const members = statement.members
    .filter((m) => !(m.name && ts.isPrivateIdentifier(m.name)))
    .map(
      (m) => `  ${m.body ? source.text.slice(m.getStart(source), m.body.getStart(source)).trim() : m.getText(source)};`,
    );
  return `class ${statement.name.text}${statement.heritageClauses ? ` ${statement.heritageClauses.map((h) => h.getText(source)).join(" ")}` : ""} {\n${members.join("\n")}\n}`;
}

/** A docstring cut at its tags. The compiler's own parser takes the first word of `@see` for a link, so this reads the text. */
export function parseDoc(comment) {
  const lines = comment
    .replace(/^\/\*\*/, "")
    .replace(/\*\/$/, "")
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, "").trimEnd());
  const doc = { text: "", params: [], returns: "", throws: [], see: [], example: "" };
  let tag = "text";
  let current = [];
  const close = () => {
    const joined = tag === "example" ? current.join("\n").trim() : plain(current.join("\n").trim());
    if (tag === "param") {
      const [, name, text] = /^(\S+)\s*([\s\S]*)$/.exec(joined) ?? [];
      if (name) doc.params.push({ name, text: oneLine(text) });
    } else if (tag === "throws" || tag === "see") doc[tag].push(oneLine(joined));
    else if (tag === "returns") doc.returns = oneLine(joined);
    else doc[tag] = joined;
  };
  for (const line of lines) {
    const start = /^@(param|returns|throws|see|example)\b\s*(.*)$/.exec(line.trimStart());
    if (start && !(tag === "example" && line.startsWith(" "))) {
      close();
      tag = start[1];
      current = [start[2]];
    } else current.push(line);
  }
  close();
  return doc;
}
const plain = (text) => text.replace(/\{@link ([^}\s]+)\}/g, "`$1`");
const oneLine = (text) => text.replace(/\s+/g, " ").trim();

/**
 * What proves a function: golden methods and published values in the tests that use it.
 *
 * A golden method counts where its name stands with code that leads to the function, directly or through helpers of the test file;
 * a published value where the comment of a test that uses the function names a source.
 */
export function proofs(names) {
  const wanted = new Set(names);
  const found = new Map(names.map((name) => [name, { golden: new Set(), published: new Set() }]));
  for (const path of testFiles()) {
    const text = readFileSync(path, "utf8");
    if (!/stats|^\.\//.test(path) && !text.includes("/stats/")) continue;
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
    const helpers = helperTexts(source);
    const file = relative(ROOT, path);
    const used = (node) => reach(withTables(node, source), helpers, wanted).names;
    const add = (kind, proof, names) => {
      for (const name of names) found.get(name)[kind].add(`${proof} (${file})`);
    };
    visit(source, (node) => {
      for (const method of goldenMethodsAt(node, source)) add("golden", method, used(scopeOf(node)));
      if (!isTestCall(node)) return;
      const comment = sourceComment(node, source);
      if (comment) add("published", comment, used(node));
      // Cases that a helper or an imported fixture of the file brings in.
      const { names, through } = reach(withTables(node, source), helpers, wanted);
      for (const helper of through) for (const method of casesWithin(helpers.get(helper))) add("golden", method, names);
    });
  }
  return found;
}

function testFiles() {
  const files = [];
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => a.name.localeCompare(b.name))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && entry.name !== "node_modules") walk(path);
      else if (entry.name.endsWith(".test.ts")) files.push(path);
    }
  };
  walk(join(ROOT, "src/stats"));
  return files;
}

function visit(node, f) {
  f(node);
  ts.forEachChild(node, (child) => visit(child, f));
}

/** Top-level functions and constants of a test file by name, for following helpers. */
function helperTexts(source) {
  const helpers = new Map();
  for (const statement of source.statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name)
      helpers.set(statement.name.text, statement.getText(source));
    if (ts.isImportDeclaration(statement) && statement.importClause?.name)
      helpers.set(statement.importClause.name.text, statement.getText(source));
    if (ts.isVariableStatement(statement))
      for (const d of statement.declarationList.declarations)
        if (ts.isIdentifier(d.name) && !goldenTable(d)) helpers.set(d.name.text, d.getText(source));
  }
  return helpers;
}
const METHOD = /^[a-z][A-Za-z]*(\.[A-Za-z0-9-]+)+$/;
/** A table of adapters by golden method is read entry by entry, never as a whole. */
const goldenTable = (d) =>
  d.initializer &&
  ts.isObjectLiteralExpression(d.initializer) &&
  d.initializer.properties.some((p) => p.name && ts.isStringLiteral(p.name) && METHOD.test(p.name.text));

function reach(text, helpers, wanted) {
  const names = new Set();
  const seen = new Set();
  const queue = [text];
  while (queue.length > 0) {
    for (const [word] of queue.pop().matchAll(/[A-Za-z_]\w*/g)) {
      if (wanted.has(word)) names.add(word);
      if (helpers.has(word) && !seen.has(word)) {
        seen.add(word);
        queue.push(helpers.get(word));
      }
    }
  }
  return { names, through: seen };
}

/** The text of a node, with the tables of cases that stand in the blocks around it and are named in it. */
function withTables(node, source) {
  let text = node.getText(source);
  for (let at = node.parent; at; at = at.parent) {
    if (!ts.isBlock(at)) continue;
    for (const d of at.statements.filter(ts.isVariableStatement).flatMap((v) => v.declarationList.declarations)) {
      const isTable =
        d.initializer && (ts.isArrayLiteralExpression(d.initializer) || ts.isObjectLiteralExpression(d.initializer));
      if (isTable && ts.isIdentifier(d.name) && new RegExp(`\\b${d.name.text}\\b`).test(text))
        text += d.getText(source);
    }
  }
  return text;
}

/** Golden methods and fixtures that the text of a helper reads. */
function casesWithin(text) {
  const methods = [...text.matchAll(/goldenCases\("([\w-]+)"(?:, *["`]([^"`]+)["`])?\)/g)].map(
    ([, file, method]) => method?.replace(/\$\{[^}]*\}/g, "*") ?? `${file}.*`,
  );
  const fixtures = [...text.matchAll(/tests\/golden\/([\w-]+\.json)/g)].map(([, name]) => `tests/golden/${name}`);
  return [...methods, ...fixtures];
}

/** Golden methods that a node names: the key of an adapter, or the second argument of goldenCases. */
function goldenMethodsAt(node, source) {
  if (ts.isPropertyAssignment(node) || ts.isMethodDeclaration(node)) {
    const parentIsTable =
      node.parent.parent && ts.isVariableDeclaration(node.parent.parent) && goldenTable(node.parent.parent);
    if (parentIsTable) return [node.name.text];
  }
  if (ts.isCallExpression(node) && node.expression.getText(source) === "goldenCases") {
    const [file, method] = node.arguments;
    if (method)
      return [
        method
          .getText(source)
          .replace(/^["'`]|["'`]$/g, "")
          .replace(/\$\{[^}]*\}/g, "*"),
      ];
    if (file) return inDispatch(node, source) ? [] : [`${file.getText(source).replace(/["']/g, "")}.*`];
  }
  if (ts.isCaseClause(node) && ts.isStringLiteral(node.expression) && METHOD.test(node.expression.text))
    return [node.expression.text];
  return [];
}
/** Cases that a table of adapters serves are counted at the entries of the table. */
const inDispatch = (node, source) => /adapters|methods|functions\[/.test(scopeOf(node).getText(source).slice(0, 400));

function scopeOf(node) {
  if (ts.isPropertyAssignment(node) || ts.isMethodDeclaration(node) || ts.isCaseClause(node)) return node;
  let at = node;
  while (at.parent && !ts.isExpressionStatement(at) && !ts.isForOfStatement(at) && !ts.isSourceFile(at.parent))
    at = at.parent;
  return at;
}

const isTestCall = (node) =>
  ts.isExpressionStatement(node) &&
  ts.isCallExpression(node.expression) &&
  /^(it|test)\b/.test(node.expression.getText());
const SOURCE = /\((1[89]|20)\d\d[a-z]?\)|\bR:|\bscipy|\bmpmath|\bstatsmodels|NIST|\bnote \d|et al\./i;
function sourceComment(node, source) {
  const texts = [];
  const whole = source.text;
  for (const range of ts.getLeadingCommentRanges(whole, node.getFullStart()) ?? [])
    texts.push(whole.slice(range.pos, range.end));
  for (const [comment] of node.getText(source).matchAll(/(?:^[ \t]*\/\/.*\n?)+/gm)) texts.push(comment);
  const clean = texts
    .map((t) => oneLine(t.replace(/^\s*\/\/ ?/gm, "").replace(/^\/\*\*?|\*\/$|^\s*\* ?/gm, "")))
    .filter((t) => SOURCE.test(t));
  return clean.length > 0 ? clean.join(" ") : null;
}

/** The pages by file name. */
export function pages(entries = collect()) {
  const functions = entries.filter((e) => e.kind === "function").map((e) => e.name);
  const proof = proofs(functions);
  const out = new Map();
  const groups = Object.keys(GROUPS).map((group) => ({ group, own: entries.filter((e) => e.group === group) }));
  for (const { group, own } of groups) {
    const [title, purpose] = GROUPS[group];
    const callable = own.filter((e) => e.kind !== "type");
    const types = own.filter((e) => e.kind === "type");
    out.set(
      pageOf(group),
      [
        `# ${title}`,
        purpose,
        callable.map((e) => `- [\`${e.name}\`](#${e.name.toLowerCase()}): ${firstSentence(e.doc.text)}`).join("\n"),
        ...callable.map((e) => section(e, proof.get(e.name))),
        ...(types.length > 0 ? ["## Types", ...types.map((e) => typeSection(e))] : []),
      ]
        .join("\n\n")
        .concat("\n"),
    );
  }
  out.set("index.md", indexPage(groups));
  return out;
}

function indexPage(groups) {
  const intro = [
    "# Statistics",
    '`import { npsInterval } from "feltworth/stats";`',
    "Pure functions: no file, database, clock or hidden randomness. A fit is a plain record that can be stored, and prediction is a function of that record. Estimates carry their interval and n. What is undefined is `null` or an error with a code, never `NaN`; a sample that is too small throws `InputError`, a model that cannot be trusted throws `ModelError`. Shares lie in [0, 1], NPS in points from −100 to 100, levels of confidence are two-sided.",
    "Generated from the docstrings by `node scripts/stats-reference.mjs`; every example is compiled and run by the tests. How the intervals and models behave when the truth is known: [simulations](../../simulations.md).",
  ];
  const list = groups.map(({ group, own }) => {
    const [title, purpose] = GROUPS[group];
    const names = own
      .filter((e) => e.kind !== "type")
      .map((e) => `[\`${e.name}\`](${pageOf(group)}#${e.name.toLowerCase()})`);
    return `## [${title}](${pageOf(group)})\n\n${purpose}\n\n${names.join(" · ")}`;
  });
  return `${[...intro, ...list].join("\n\n")}\n`;
}

const firstSentence = (text) => oneLine(text.split("\n\n")[0] ?? "").replace(/(?<=[^.\d])\.\s.*$/, ".");

function section({ name, declaration, file, doc, parameters, returnType, kind }, proof) {
  const parts = [`## ${name}`, plain(doc.text), `\`\`\`ts\n${declaration}\n\`\`\``];
  const rows = [...doc.params.map(({ name: n, text }) => `- \`${n}\`: ${text}`)];
  for (const p of parameters)
    if (p.name && !doc.params.some((d) => d.name === p.name || d.name.startsWith(`${p.name}.`)))
      rows.push(`- \`${p.name}\`: \`${oneLine(p.type)}\``);
  if (rows.length > 0) parts.push(`**Parameters**\n\n${rows.join("\n")}`);
  if (kind === "function") parts.push(`**Returns** ${doc.returns || `\`${oneLine(returnType)}\``}`);
  if (doc.throws.length > 0) parts.push(`**Errors**\n\n${doc.throws.map((t) => `- ${t}`).join("\n")}`);
  if (doc.see.length > 0) parts.push(`**Source** ${doc.see.join("; ")}`);
  if (doc.example) parts.push(`**Example**\n\n\`\`\`ts\n${doc.example}\n\`\`\``);
  const evidence = proof
    ? [...[...proof.golden].map((g) => `golden values \`${g.replace(" (", "` (")}`), ...proof.published]
    : [];
  if (evidence.length > 0)
    parts.push(
      `**Proof**\n\n${evidence
        .sort()
        .map((e) => `- ${e}`)
        .join("\n")}`,
    );
  parts.push(`Defined in \`${file}\`.`);
  return parts.join("\n\n");
}

const typeSection = ({ name, declaration, doc, file }) =>
  [
    `### ${name}`,
    ...(doc.text ? [plain(doc.text)] : []),
    `\`\`\`ts\n${declaration}\n\`\`\``,
    `Defined in \`${file}\`.`,
  ].join("\n\n");

/**
 * One module from all examples: `examples[name]()` runs it and returns, for each statement followed by a comment, the value and
 * the comment. What the comment states is compared by the test.
 */
export function exampleModule(entries = collect(), index = "../../src/stats/index.ts") {
  const values = entries.filter((e) => e.kind !== "type").map((e) => e.name);
  const bodies = entries
    .filter((e) => e.doc.example)
    .map(
      (e) =>
        `  ${JSON.stringify(e.name)}: () => {\n    const said: Said[] = [];\n${instrument(e.doc.example)}\n    return said;\n  },`,
    );
  const types = entries.filter((e) => e.kind === "type").map((e) => `type ${e.name}`);
  return `import { ${[...values, ...types].join(", ")} } from ${JSON.stringify(index)};
export interface Said { value: unknown; comment: string }
export const examples: Record<string, () => Said[]> = {
${bodies.join("\n")}
};
`;
}

function instrument(example) {
  const source = ts.createSourceFile("example.ts", example, ts.ScriptTarget.ES2023, true);
  return source.statements
    .map((statement) => {
      const text = statement.getText(source);
      const comments = ts.getTrailingCommentRanges(example, statement.end) ?? [];
      const comment = comments.map((c) => example.slice(c.pos, c.end).replace(/^\/\/\s*/, "")).join(" ");
      if (!ts.isExpressionStatement(statement)) return text;
      return `said.push({ value: (${statement.expression.getText(source)}), comment: ${JSON.stringify(comment)} });`;
    })
    .join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const made = pages();
  const present = existsSync(PAGES) ? readdirSync(PAGES) : [];
  if (process.argv.includes("--check")) {
    const stale = [...made]
      .filter(([name, text]) => !present.includes(name) || readFileSync(join(PAGES, name), "utf8") !== text)
      .map(([name]) => name);
    stale.push(...present.filter((name) => !made.has(name)));
    for (const name of stale) console.error(`out of date: docs/reference/stats/${name}`);
    process.exitCode = stale.length > 0 ? 1 : 0;
  } else {
    mkdirSync(PAGES, { recursive: true });
    for (const name of present) if (!made.has(name)) rmSync(join(PAGES, name));
    for (const [name, text] of made) writeFileSync(join(PAGES, name), text);
    console.error(`${made.size} pages in docs/reference/stats`);
  }
}
