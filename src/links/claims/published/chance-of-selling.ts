import { sql } from "../../../store/sql/sql.ts";
import { type Claim, type LevelStudy, periodOf } from "../claim.ts";
import { offersByCustomer } from "../offers.ts";

const chance = (id: "customers" | "prospects", band: string, published: LevelStudy["published"]): LevelStudy => ({
  ...{ id, kind: "level", unit: "share", published },
  needs: ["offer", "purchase"],
  read: ({ context: { store, info } }) => ({
    rows: sql`select id, party, 'first' as band, y_0 from (${offersByCustomer(info, store.dialect)}) offered where band = ${band}`,
    window: periodOf({ from: info.firstDay, to: info.asOf }, info),
  }),
});

/** B-16: the chance of selling to a customer is 60 to 70 %, to a prospect 5 to 20 %. */
export const chanceOfSelling: Claim = {
  id: "b16",
  studies: [
    chance("customers", "first", { low: 0.6, high: 0.7 }),
    chance("prospects", "second", { low: 0.05, high: 0.2 }),
  ],
};
