import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { answer, contentsOf, feltworth, readJson, sampleCompany, workFolder } from "./command.ts";

const at = workFolder();
const shop = at("shop");
const first = at("first");
// Those that are made on demand have to be the same bytes as well.
const FACES = ["--pdf", "--departments"];

beforeAll(async () => {
  await sampleCompany(shop, 150, "--months", "15");
  await answer(["report", shop, "--out", first, ...FACES]);
});

describe("the same files make the same bytes", () => {
  it("wherever the machine stands, and in whatever order they are given", async () => {
    const names = readdirSync(shop).filter((name) => name.endsWith(".csv"));
    const runs = [
      { out: at("auckland"), paths: [shop], zone: "Pacific/Auckland" },
      { out: at("los-angeles"), paths: names.reverse().map((name) => join(shop, name)), zone: "America/Los_Angeles" },
    ];
    const expected = contentsOf(first);
    for (const { out, paths, zone } of runs) {
      const env = { TZ: zone, LANG: "sv_SE.UTF-8", LC_ALL: "sv_SE.UTF-8" };
      expect((await feltworth(["report", ...paths, "--out", out, ...FACES], { env })).code).toBe(0);
      const found = contentsOf(out);
      expect(Object.keys(found)).toEqual(
        expect.arrayContaining(["report.pdf", "onepage.html", "departments/support.html", "tables/figures.csv"]),
      );
      expect(Object.keys(found)).toEqual(Object.keys(expected));
      for (const [name, bytes] of Object.entries(expected))
        expect(found[name]!.equals(bytes), `${zone}: ${name}`).toBe(true);
    }
  });
});

it("a company that is large enough for models and several threads makes the same bytes twice", async () => {
  const town = at("town");
  await sampleCompany(town, 2_000);
  const [one, two] = [at("one"), at("two")];
  for (const out of [one, two]) await answer(["report", town, "--out", out]);
  const [expected, found] = [contentsOf(one), contentsOf(two)];
  expect(Object.keys(expected)).toContain("tables/worth.nps.margin.passive.ladder.csv");
  const different = Object.entries(expected).filter(([name, bytes]) => !found[name]?.equals(bytes));
  expect(different.map(([name]) => name)).toEqual([]);
}, 120_000);

/** Everything in figures: measures, links and steps, without what names the version of the data. */
function figures(out: string): unknown {
  const { measures, links, answer: said } = readJson<Record<string, unknown>>(join(out, "report.json"));
  return JSON.parse(
    JSON.stringify({ measures, links, said }, (key, value) => (key === "dataVersion" ? undefined : value)),
  );
}

const rowsOf = (name: string) => {
  const [header, ...rows] = readFileSync(join(shop, name), "utf8").trimEnd().split("\n");
  return { header: header!, rows };
};
const sheet = (header: string, rows: readonly string[]) => `${[header, ...rows].join("\n")}\n`;

async function changed(name: string, change: (folder: string) => void): Promise<unknown> {
  const folder = at(name);
  cpSync(shop, folder, { recursive: true });
  change(folder);
  await answer(["report", folder, "--out", at(`${name}-report`)]);
  return figures(at(`${name}-report`));
}

describe("no figure changes", () => {
  it("when files are there twice under another name", async () => {
    const twice = await changed("twice", (folder) => {
      for (const name of readdirSync(shop).filter((n) => n.endsWith(".csv")))
        cpSync(join(shop, name), join(folder, name.replace(".csv", " (2).csv")));
    });
    expect(twice).toEqual(figures(first));
  });

  it("when the orders come in two files", async () => {
    const split = await changed("split", (folder) => {
      const { header, rows } = rowsOf("orders.csv");
      const half = Math.floor(rows.length / 2);
      writeFileSync(join(folder, "orders.csv"), sheet(header, rows.slice(half)));
      writeFileSync(join(folder, "orders-part.csv"), sheet(header, rows.slice(0, half)));
    });
    expect(split).toEqual(figures(first));
  });

  it("when the rows of every file stand in another order", async () => {
    const shuffled = await changed("shuffled", (folder) => {
      let state = 7;
      const random = () => {
        state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
        return state / 2 ** 32;
      };
      for (const name of readdirSync(shop).filter((n) => n.endsWith(".csv"))) {
        const { header, rows } = rowsOf(name);
        for (let i = rows.length - 1; i > 0; i--) {
          const j = Math.floor(random() * (i + 1));
          [rows[i], rows[j]] = [rows[j]!, rows[i]!];
        }
        writeFileSync(join(folder, name), sheet(header, rows));
      }
    });
    expect(shuffled).toEqual(figures(first));
  });
});
