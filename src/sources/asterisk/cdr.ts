import { allLook, type Format } from "../format.ts";
import type { FactMapping } from "../mapping.ts";
import { by, choose, constant } from "../parts.ts";

const NAMES = [
  ...["accountcode", "src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp", "lastdata"],
  ...["start", "answer", "end", "duration", "billsec", "disposition", "amaflags", "uniqueid", "userfield"],
] as const;
type Name = (typeof NAMES)[number];

const DISPOSITION = /^(ANSWERED|NO ANSWER|BUSY|FAILED|CONGESTION)$/;
/** Numbers of six digits and more are outside; shorter ones are extensions. */
const OUTSIDE = "^(\\+?[0-9]{6,})$";
const LONGEST_EXTENSION = 99_999;

function call(column: (name: Name) => string): FactMapping {
  const [src, dst] = [column("src"), column("dst")];
  return {
    fact: "contact",
    id: column("uniqueid"),
    subject: by("phone", {
      first: [
        { column: src, pattern: OUTSIDE },
        { column: dst, pattern: OUTSIDE },
      ],
    }),
    at: { value: column("start") },
    fields: {
      contact_id: column("uniqueid"),
      channel: constant("phone"),
      direction: choose(
        [{ column: src, above: LONGEST_EXTENSION }, constant("inbound")],
        [{ column: dst, above: LONGEST_EXTENSION }, constant("outbound")],
      ),
      waited: { difference: [column("duration"), column("billsec")] },
      talk: column("billsec"),
      abandoned: { column: column("disposition"), map: { ANSWERED: false, "NO ANSWER": true, "*": null } },
    },
    where: { any: [src, dst].map((name) => ({ column: name, above: LONGEST_EXTENSION })) },
  };
}

const NOTES = [
  "What is not talk is waiting, ringing included.",
  "Numbers of six digits and more are customers; calls between extensions are left out.",
];

export const namedCdr: Format = {
  name: "asterisk.cdr",
  system: "asterisk",
  doc: "Call records of Asterisk from a database, with their column names.",
  notes: NOTES,
  evidence: "seen",
  required: ["src", "dst", "dcontext", "duration", "billsec", "disposition"],
  usual: ["clid", "channel", "dstchannel", "lastapp", "uniqueid", ["start", "calldate"]],
  facts: [call((name) => name), { ...call((name) => (name === "start" ? "calldate" : name)) }],
};

export const masterCdr: Format = {
  name: "asterisk.cdr-file",
  system: "asterisk",
  doc: "Call records of Asterisk from `Master.csv`, which has no column names.",
  notes: NOTES,
  evidence: "seen",
  required: NAMES.slice(0, 16).map((_, i) => `column${i + 1}`),
  forbidden: ["column19"],
  looks: (sample) =>
    !sample.read.header &&
    allLook(sample, "column15", DISPOSITION) &&
    allLook(sample, "column10", /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/),
  facts: [call((name) => `column${NAMES.indexOf(name) + 1}`)],
};
