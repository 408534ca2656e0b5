import { describe, expect, it } from "vitest";
import type { Day } from "../../base/day.ts";
import { TOUCHPOINTS, touchpointAsked, touchpointDone, touchpointOf } from "./touchpoint.ts";
import { cellState } from "./touchpoint-sums.ts";

describe("touchpoints", () => {
  it.each([
    ["marketing", "Newsletter", "reklama radiowa", "Reklam", "рекламная рассылка", "Campanie"],
    ["peers", "Google review", "opinie", "recension", "отзыв", "recenzie"],
    ["website", "Web site", "strona główna", "webbplats", "сайт", "aplicație"],
    ["purchase", "Checkout", "zakup", "köp", "покупка", "comandă"],
    ["delivery", "Delivery", "dostawa", "leverans", "доставка", "livrare"],
    ["support_live", "support phone", "obsługa klienta", "kundtjänst", "служба поддержки", "asistență"],
    ["support_automated", "chatbot", "IVR", "självservice bot", "чат: автоматический ответ", "bot"],
    ["after_purchase", "Returns desk", "zwrot towaru", "retur", "возврат", "garanție"],
    ["company", "relationship", "relacja z firmą", "företaget", "компания", "compania"],
  ] as const)("%s is recognised by its names in five languages", (touchpoint, ...names) => {
    expect(names.map(touchpointOf)).toEqual(names.map(() => touchpoint));
  });

  it("a word counts from its beginning only: an order's confirmation is a purchase, not the firm", () => {
    expect(["Order confirmation", "Border control", "showcase"].map(touchpointOf)).toEqual(["purchase", null, null]);
  });

  it("what an answer is about decides before its name; a name of its own stays", () => {
    const nothing = { touchpoint: null };
    expect(touchpointAsked({ touchpoint: "delivery", about: "contact", handledBy: "bot" })).toBe("support_automated");
    expect(touchpointAsked({ ...nothing, about: "case", topic: "Refund" })).toBe("after_purchase");
    expect(touchpointAsked({ ...nothing, about: "order" })).toBe("purchase");
    expect(touchpointAsked({ touchpoint: "delivery", about: "order" })).toBe("delivery");
    expect(touchpointAsked({ touchpoint: "relationship", item: "delivery" })).toBe("delivery");
    expect(touchpointAsked(nothing)).toBe("company");
    expect(touchpointAsked({ touchpoint: "Wing 7" })).toEqual({ name: "Wing 7" });
    expect(touchpointAsked({ touchpoint: "Wing 7", kind: "relationship" })).toBe("company");
  });

  it("everything that is recorded happened somewhere on the list", () => {
    const at = (source: string, name: string | null = null, detail: string | null = null) =>
      touchpointDone(source, name, detail);
    expect(
      ["order", "delivery", "refund", "review", "referral", "usage", "campaign", "contact"].map((s) => at(s)),
    ).toEqual(["purchase", "delivery", "after_purchase", "peers", "peers", "website", "marketing", "support_live"]);
    expect([at("step", "site visit", "web"), at("step", "leaflet", null), at("contact", "bill", "bot")]).toEqual([
      "website",
      "marketing",
      "support_automated",
    ]);
    expect(TOUCHPOINTS).toHaveLength(9);
  });

  it("a measure is enough with thirty answers, and stale after half a year", () => {
    const end = "2024-07-01" as Day;
    expect(cellState(undefined, end)).toBe("none");
    expect(cellState({ n: 30, last: "2024-06-30" as Day }, end)).toBe("enough");
    expect(cellState({ n: 29, last: "2024-06-30" as Day }, end)).toBe("too_few");
    expect(cellState({ n: 300, last: "2024-01-03" as Day }, end)).toBe("enough");
    expect(cellState({ n: 300, last: "2024-01-02" as Day }, end)).toBe("stale");
    expect(cellState({ n: 0, last: "2022-01-02" as Day }, end)).toBe("stale");
    expect(cellState({ n: 40, last: null }, null)).toBe("enough");
  });
});
