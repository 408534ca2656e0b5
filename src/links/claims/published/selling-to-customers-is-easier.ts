import { type Claim, periodOf } from "../claim.ts";
import { offersByCustomer } from "../offers.ts";

/** B-15: selling to an existing customer is 3 to 14 times as easy as winning a new one. */
export const sellingToCustomersIsEasier: Claim = {
  id: "b15",
  studies: [
    {
      ...{ id: "won", kind: "ratio", direction: "more", unit: "share", published: { low: 3, high: 14 } },
      needs: ["offer", "purchase"],
      read: ({ context: { store, info } }) => ({
        rows: offersByCustomer(info, store.dialect),
        window: periodOf({ from: info.firstDay, to: info.asOf }, info),
      }),
    },
  ],
};
