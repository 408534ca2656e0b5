import { z } from "zod";
import { Format, Money } from "./customers.ts";
import { Freshness } from "./findings.ts";

const Text = z.string();
const Day = z.iso.date();
const Count = z.int();

export const StatementQuery = z.object({
  by: z.enum(["quarter", "month"]).default("quarter"),
  format: Format,
});

const Amounts = {
  lines: z.record(Text, Money).meta({ description: "Income above zero, cost below; of lines that hold amounts." }),
  result: Money.meta({ description: "All lines: the financial result." }),
};

export const CustomerStatement = z
  .object({
    state: z.enum(["recorded", "computing", "not_measured"]),
    by: z.enum(["quarter", "month"]),
    currency: Text.nullable(),
    lines: z.array(z.object({ line: Text, empty: z.enum(["missing", "unallocated"]).nullable() })).meta({
      description:
        "In their order. `missing`: nobody recorded any; `unallocated`: no customer could be found for any: neither is nothing.",
    }),
    periods: z
      .array(z.object({ period: Text.nullable(), from: Day.nullable(), ...Amounts }))
      .meta({ description: "Without a gap, oldest first; last what has no day." }),
    total: z.object(Amounts).nullable().meta({ description: "As the ledger of stages holds it." }),
    agrees: z.boolean().nullable().meta({ description: "Whether the periods add up to it, to the last unit." }),
    uncosted: z
      .object({ orders: Count, contacts: Count })
      .nullable()
      .meta({ description: "Of the customer, without a cost on record: in no line." }),
    uncostedBefore: z.object({ from: Day, since: Day }).nullable().meta({
      description:
        "Where cost records begin later than the customer's history: what was shared before is on no record.",
    }),
    notAllocated: Money.nullable().meta({ description: "Of the company, and in nobody's statement." }),
    missingCosts: z.array(Text),
    freshness: Freshness,
  })
  .meta({ id: "CustomerStatement" });
