import { expect, it } from "vitest";
import { answer, files, workFolder } from "./command.ts";

const at = workFolder();

/** The day so many days after 1 January 2024, a Monday. */
const day = (n: number) => new Date(Date.UTC(2024, 0, 1 + n)).toISOString().slice(0, 10);
const rows = (n: number, row: (i: number) => string) => Array.from({ length: n }, (_, i) => row(i)).join("\n");

interface Doctored {
  files: {
    name: string;
    rows: number;
    rejected: number;
    replaced: number;
    matched: { n: number; named: number; customers: number } | null;
  }[];
  totals: { file: string; field: string; inFile: number; loaded: number; setAside: number; closes: boolean }[];
  suspicions: { what: { code: string; values: Record<string, unknown> }; where: string; sure: string }[];
}

it("names a gap, orders that are there twice, a score on half of its scale, and strangers; sums close to the cent", async () => {
  // Three orders a day for 40 weeks without weeks 20 to 22 (days 140 to 160); every tenth stands there under a second number.
  const isThere = (i: number) => Math.floor(i / 3) < 140 || Math.floor(i / 3) >= 161;
  const kept = Array.from({ length: 840 }, (_, i) => i).filter(isThere);
  const order = (id: string, i: number) =>
    `${id},C${i % 50},${day(Math.floor(i / 3))} 1${i % 10}:2${i % 6}:3${i % 7},${(10 + (i % 90)).toFixed(2)},EUR`;
  const twins = kept.filter((i) => i % 10 === 0);
  const folder = files(at("shop"), {
    "orders.csv": [
      "order_id,customer_id,order_date,amount,currency",
      ...kept.map((i) => order(`O${i}`, i)),
      ...twins.map((i) => order(`X${i}`, i)),
      `O1,C1,${day(0)} 11:21:31,11.00,EUR`,
      "bad,C1,31.31.2024,5.00,EUR",
      "",
    ].join("\n"),
    "feltworth.yaml": 'files:\n  - match: nps.csv\n    scales: { nps: "0-10" }\n',
    "nps.csv": `response_id,email,answered_at,nps\n${rows(120, (i) => `R${i},p${i}@x.pl,${day(i)} 10:00:00,${i % 6}`)}\n`,
  });
  const { files: read, totals, suspicions } = await answer<Doctored>(["doctor", folder]);
  const orders = read.find(({ name }) => name === "orders.csv")!;
  const n = kept.length + twins.length;
  expect(orders).toMatchObject({ rows: n + 2, rejected: 1, replaced: 1, matched: { n, named: n, customers: n } });
  expect(read.find(({ name }) => name === "nps.csv")!.matched).toEqual({ n: 120, named: 120, customers: 0 });
  const sum = [...kept, ...twins].reduce((total, i) => total + 10 + (i % 90), 0);
  expect(totals).toEqual([
    expect.objectContaining({ field: "amount", inFile: sum + 11 + 5, loaded: sum + 11, setAside: 5, closes: true }),
  ]);
  const told = suspicions.map(({ what, where, sure }) => `${sure} ${what.code} ${where}`);
  expect(told).toEqual([
    "likely health.gap generic.purchase",
    "likely health.half_scale generic.answer-wide",
    "likely health.strangers nps.csv",
    "likely health.twins ",
    // The last answer is of day 119, the last order of day 279.
    "possible health.ends_early generic.answer-wide",
  ]);
  expect(suspicions[0]!.what.values).toMatchObject({ from: day(140), to: day(160) });
  expect(suspicions[3]!.what.values).toMatchObject({ n: twins.length });
});

it("a total below the rows is the file's own: it agrees, or rows are missing", async () => {
  const sold = Array.from(
    { length: 30 },
    (_, i) => `O${i},C${i % 7},2025-01-${String((i % 28) + 1).padStart(2, "0")},${10 + i}.00,EUR`,
  );
  const head = "order_id,customer_id,order_date,amount,currency";
  // 10 + 11 + … + 39 = 735; without the last five rows 735 − (35 + 36 + 37 + 38 + 39) = 550.
  const folder = files(at("totals"), {
    "january.csv": [head, ...sold, "Total,,,735.00,", ""].join("\n"),
    "short.csv": [head, ...sold.slice(0, 25).map((row) => `S${row}`), "Total,,,650.00,", ""].join("\n"),
  });
  const { suspicions, notes } = await answer<Doctored & { notes: { code: string; values: Record<string, unknown> }[] }>(
    ["doctor", folder],
  );
  expect(notes).toContainEqual({ code: "quality.own_total", values: { file: "january.csv", was: 735 } });
  expect(suspicions).toContainEqual({
    what: { code: "health.own_total", values: { was: 650, is: 550 } },
    where: "short.csv",
    sure: "likely",
  });
});
