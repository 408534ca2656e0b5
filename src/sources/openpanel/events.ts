import type { Format } from "../format.ts";
import { by, constant, where } from "../parts.ts";

const AMOUNT = ["properties.__revenue", "revenue"];

export const events: Format = {
  name: "openpanel.events",
  system: "openpanel",
  doc: "Events of OpenPanel as JSON or CSV. Amounts are in cents.",
  notes: ["Only events of revenue are read. Their amounts are cents, whatever the currency."],
  evidence: "unverified",
  required: ["name", ["profileId", "profile_id"], ["deviceId", "device_id"], ["createdAt", "created_at"], AMOUNT],
  usual: ["id", "path", "origin"],
  facts: [
    {
      fact: "purchase",
      id: "id",
      subject: by("customer", { first: ["profileId", "profile_id"] }),
      also: [by("openpanel.device", { first: ["deviceId", "device_id"] })],
      at: { value: { first: ["createdAt", "created_at"] } },
      fields: {
        order_id: "id",
        amount: { first: AMOUNT.map((column) => ({ column, times: 0.01 })) },
        currency: "properties.currency",
        channel: constant("web"),
      },
      where: where("name", "revenue"),
    },
  ],
};
