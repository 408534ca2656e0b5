import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { answer, feltworth, files, workFolder } from "./command.ts";

const path = workFolder();
let shops = 0;

const NAME = '=2+3 <script>alert(1)</script> | *bold* {n, plural} "q" \u001b[31m';

/** Forty orders, half of them on the web, and a settings file. */
function shop(settings: string): string {
  const rows = Array.from(
    { length: 40 },
    (_, i) => `o${i},c${i % 10},2024-0${1 + (i % 9)}-1${i % 10},${10 + i},EUR,${i % 2 ? "web" : "shop"}`,
  );
  shops += 1;
  return files(path(`shop${shops}`), {
    "orders.csv": `order_id,customer_id,order_date,amount,currency,channel\n${rows.join("\n")}\n`,
    "feltworth.yaml": settings,
  });
}

const OWN = `measures:
  - id: web-share
    name: ${JSON.stringify(NAME)}
    rows: orders
    value: { share: { channel: web } }
    better: up
    cuts: [channel]
targets:
  - { measure: web-share, value: 0.6, since: 2024-05-01 }
`;

it("a measure of one's own is asked like any other, and a mistyped one is told before any file is read", async () => {
  const here = shop(OWN);
  const asked = await answer<{ rows: { value: number; n: number }[]; words: Record<string, string> }>([
    "measure",
    "web-share",
    here,
  ]);
  expect(asked.rows[0]).toMatchObject({ value: 0.5, n: 40 });
  expect(asked.words["measure.web-share.definition"]).toContain("channel = “web”");
  const wrong = await feltworth(["measure", "web-shar", here]);
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('Did you mean "web-share"?');
});

it("whatever its name is, it is a name on every face, in every language", async () => {
  const here = shop(OWN);
  for (const language of ["en", "ru"]) {
    const out = path(`report-${language}`);
    const { code, stdout } = await feltworth([
      ...["report", here, "--out", out, "--language", language],
      ...["--departments", "--format", "table"],
    ]);
    expect(code).toBe(0);
    expect(stdout).not.toContain("\u001b[31m");
    const html = readFileSync(join(out, "report.html"), "utf8");
    expect(html).toContain("&lt;script&gt;alert(1)");
    for (const file of readdirSync(out, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".html")))
      expect(readFileSync(join(out, file), "utf8")).not.toContain("<script>alert");
    const markdown = readFileSync(join(out, "report.md"), "utf8");
    expect(markdown).not.toContain("<script>alert");
    expect(markdown).not.toContain(" *bold* ");
    for (const file of readdirSync(join(out, "tables")))
      for (const line of readFileSync(join(out, "tables", file), "utf8").split("\n"))
        expect(line).not.toMatch(/(^|[,;])"?=2/);
  }
});
