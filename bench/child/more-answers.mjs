// The answers of one score once more under other names, each moved by at most a point: experience measures for a table of links.
//   node more-answers.mjs FROM TO NAME…

import { createReadStream, createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";

const [from, to, ...names] = process.argv.slice(2);
const out = createWriteStream(to);
let header = null;
for await (const line of createInterface({ input: createReadStream(from), crlfDelay: Number.POSITIVE_INFINITY })) {
  if (header === null) {
    header = line.split(",");
    out.write(`${line}\n`);
    continue;
  }
  const at = (name) => header.indexOf(name);
  // Everything up to the score is free of commas; what stands after it, such as a comment, is not taken along.
  const values = header.map((_, i) => (i <= at("score") ? (line.split(",")[i] ?? "") : ""));
  if (values[at("instrument")] !== "nps" || !/^\d+$/.test(values[at("score")] ?? "")) continue;
  const number = Number(values[at("response_id")].replace(/\D/g, ""));
  names.forEach((name, i) => {
    const moved = Number(values[at("score")]) + ((Math.imul(number + i, 2654435761) >>> 16) % 3) - 1;
    const row = [...values];
    row[at("response_id")] = `${name}-${values[at("response_id")]}`;
    row[at("invitation_id")] = "";
    row[at("instrument")] = name;
    row[at("item")] = "";
    row[at("score")] = String(Math.min(10, Math.max(0, moved)));
    out.write(`${row.join(",")}\n`);
  });
}
out.end();
await finished(out);
