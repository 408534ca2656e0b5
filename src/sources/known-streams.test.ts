import { expect, it } from "vitest";
import { FORMATS } from "./formats.ts";
import { formatOfStream, systemOfTap } from "./known-streams.ts";

it("streams of known taps and sources have a known format, whatever their connector is called", () => {
  const known = new Set(FORMATS.map(({ name }) => name as string));
  const streams: [tap: string, stream: string, format: string][] = [
    ["tap-zendesk", "ticket_metrics", "zendesk.ticket-metrics"],
    ["airbyte/source-zendesk-support:2.1.0", "ticket_metrics", "zendesk.ticket-metrics"],
    ["source-typeform", "responses", "typeform.response-records"],
    ["tap-typeform", "answers", "typeform.answers"],
    ["source-freshdesk", "tickets", "freshdesk.ticket-records"],
    ["tap-freshdesk", "satisfaction_ratings", "freshdesk.satisfaction-ratings"],
    ["tap-shopify", "orders", "shopify.order-records"],
  ];
  for (const [tap, stream, format] of streams) {
    expect([tap, stream, formatOfStream(tap, stream, [])]).toEqual([tap, stream, format]);
    expect(known.has(format)).toBe(true);
  }
  expect(systemOfTap("airbyte/source-zendesk-support:2.1.0")).toBe("zendesk-support");
  expect(formatOfStream("tap-shopify", "orders", ["id", "displayFinancialStatus"])).toBe("shopify.order-nodes");
  expect([formatOfStream("tap-zendesk", "users", []), formatOfStream(null, "tickets", [])]).toEqual([null, null]);
  expect(formatOfStream("tap-nobody-knows", "orders", [])).toBeNull();
});
