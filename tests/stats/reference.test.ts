import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, describe, expect, it } from "vitest";
import { collect, exampleModule, PAGES, pages } from "../../scripts/stats-reference.mjs";
import { difference, stated } from "./said.ts";

const entries = collect();
const functions = entries.filter(({ kind }) => kind === "function");
const folder = mkdtempSync(join(tmpdir(), "stats-examples-"));
const module = join(folder, "examples.ts");
writeFileSync(module, exampleModule(entries, fileURLToPath(new URL("../../src/stats/index.ts", import.meta.url))));
afterAll(() => rmSync(folder, { recursive: true }));

/** Functions that follow from their definition alone; every other one is a published method and names where. */
const DEFINITIONS = new Set(
  `
    applyIsotonic betaCdf betaQuantile betaUpper binomialCdf binomialQuantile binomialUpper bivariateNormalDensity
    chiSquareCdf chiSquareQuantile chiSquareUpper clusterSums coefficientIntervals correlationMatrix
    datedInternalRateOfReturn datedNetPresentValue designOf fCdf fQuantile fUpper fitLogResponse gammaCdf
    gammaQuantile gammaUpper groupingOf internalRateOfReturn liftAtTop linearDataFromCells linearPredictor
    logBetaDensity logGammaDensity logNormalCdf meanAt midRanks netPresentValue noncentralTUpper normalCdf
    normalDensity normalUpper paybackPeriods poissonCdf poissonQuantile poissonUpper residualsOf returnOnInvestment
    sampleVariance studentTCdf studentTDensity studentTQuantile studentTTwoSided studentTUpper studentizedRangeCdf
    studentizedRangeQuantile sumOfNormals
  `
    .trim()
    .split(/\s+/),
);

describe("the reference of feltworth/stats", () => {
  it("is up to date: node scripts/stats-reference.mjs writes it", () => {
    const made = pages(entries);
    const present = existsSync(PAGES) ? readdirSync(PAGES) : [];
    const stale = [...made].filter(
      ([name, text]) => !present.includes(name) || readFileSync(join(PAGES, name), "utf8") !== text,
    );
    expect(stale.map(([name]) => name)).toEqual([]);
    expect(present.filter((name) => !made.has(name))).toEqual([]);
  });

  it("says of everything public what it is for", () => {
    expect(entries.filter(({ doc }) => doc.text === "").map(({ name }) => name)).toEqual([]);
  });

  it("names the errors of every function that throws", () => {
    const throwing = functions.filter(({ body }) => /\bthrow new|\brequire[A-Z]\w*\(|\bcheck[A-Z]\w*\(/.test(body));
    expect(throwing.filter(({ doc }) => doc.throws.length === 0).map(({ name }) => name)).toEqual([]);
    const vague = functions.filter(({ doc }) => doc.throws.some((t) => !/^(InputError|ModelError)\b/.test(t)));
    expect(vague.map(({ name }) => name)).toEqual([]);
  });

  it("names the source of every published method", () => {
    const bare = functions.filter(({ name, doc }) => doc.see.length === 0 && !DEFINITIONS.has(name));
    expect(bare.map(({ name }) => name)).toEqual([]);
    const idle = [...DEFINITIONS].filter((name) => functions.find((f) => f.name === name)?.doc.see.length !== 0);
    expect(idle, "definitions that name a source after all, or are gone").toEqual([]);
  });

  it("documents only parameters that exist", () => {
    const wrong = functions.flatMap(({ name, parameters, declaration, doc }) =>
      doc.params
        .filter((p) => !parameters.some((q) => q.name === p.name.split(".")[0]))
        .filter((p) => !declaration.includes("{") || !p.name.match(/^\w+(\.\w+)?$/))
        .map((p) => `${name}: ${p.name}`),
    );
    expect(wrong).toEqual([]);
  });

  it("has an example of every function", () => {
    expect(functions.filter(({ doc }) => doc.example === "").map(({ name }) => name)).toEqual([]);
  });
});

describe("the examples", () => {
  it("compile", () => {
    const program = ts.createProgram([module], {
      target: ts.ScriptTarget.ES2023,
      lib: ["lib.es2023.d.ts"],
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      allowImportingTsExtensions: true,
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: true,
      noEmit: true,
      types: ["node"],
    });
    const messages = ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
      const line = file && start !== undefined ? file.text.slice(0, start).split("\n").length - 1 : 0;
      const text = ts.flattenDiagnosticMessageText(messageText, " ");
      return `${file?.text.split("\n")[line]?.trim() ?? ""}: ${text}`;
    });
    expect(messages).toEqual([]);
  });

  it("give what their comments state", async () => {
    const { examples } = (await import(module)) as {
      examples: Record<string, () => { value: unknown; comment: string }[]>;
    };
    const wrong: string[] = [];
    for (const [name, run] of Object.entries(examples)) {
      try {
        const said = run();
        if (said.length === 0) wrong.push(`${name}: states no value`);
        for (const { value, comment } of said) {
          if (comment === "" && value === undefined) continue; // called for its effect
          const gap =
            comment === "" ? `nothing stated, got ${JSON.stringify(value)}` : difference(value, stated(comment));
          if (gap !== null) wrong.push(`${name}: ${gap} // ${comment}`);
        }
      } catch (error) {
        wrong.push(`${name}: ${String(error)}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe("reading a stated value", () => {
  it.each([
    ["0.2553 to 0.3662", { low: 0.25531, high: 0.36619 }],
    ["1/3", 1 / 3],
    ["e − 1 = 1.71828182845904…", Math.E - 1],
    ["[0.5, 0.5, 3.33…]: pooled", [0.5, 0.5, 10 / 3]],
    ["Float64Array [2, 0]", Float64Array.of(2, 0)],
    ["−0.44", -0.4402],
    ["true: complainers leave sooner", true],
    ["[{ low: 1, high: 2.5 }]", [{ low: 1, high: 2.5, level: 0.95 }]],
    ["5.28514836094324e-20", 5.28514836094324e-20],
  ])("%s", (comment, value) => {
    expect(difference(value, stated(comment))).toBeNull();
  });

  it.each([
    ["0.2553", 0.2554],
    ["3", 3.1],
    ["[1, 2]", [1, 2, 3]],
    ["null", 0],
    ["true", false],
    ["margin per point", 4],
  ])("sees that %s is not what came out", (comment, value) => {
    expect(difference(value, stated(comment))).not.toBeNull();
  });
});
