import { describe, expect, it } from "vitest";
import { escapeXml } from "../charts/escape-xml.ts";
import type { Table } from "../findings/finding.ts";
import { LANGUAGES } from "../texts/language.ts";
import { texts } from "../texts/texts.ts";
import { csv, field } from "./csv.ts";
import { departmentInput } from "./department.ts";
import { escapeMarkdown, escapeTerminal } from "./escape.ts";
import { departmentHtml, onePageHtml, reportHtml } from "./report-html.ts";
import type { ReportInput } from "./report-input.ts";
import { reportJson } from "./report-json.ts";
import { reportMarkdown } from "./report-markdown.ts";
import { reportTerminal } from "./report-terminal.ts";
import { emptyReport, hostileReport, reportFixture, smallReport } from "./testing/fixture.ts";

const FIXTURES = { full: reportFixture, small: smallReport, empty: emptyReport, hostile: hostileReport };
const SUPPORT = {
  id: "support",
  measures: ["csat", "aht", "abandonment-rate"],
  lead: ["ces", "csat"],
  links: ["csat-contacts", "csat-margin"],
  facts: ["contact", "case"],
  chapters: ["problems"],
};
const faces = (input: ReportInput, onUnknown?: (code: string) => void) => {
  const t = texts(input.settings.language, onUnknown ? { onUnknown } : {});
  return {
    html: reportHtml(input, t),
    onepage: onePageHtml(input, t),
    support: departmentHtml(departmentInput(input, SUPPORT), "support", t),
    markdown: reportMarkdown(input, t),
    terminal: reportTerminal(input, t, { width: 80, colour: false }),
    json: reportJson(input),
  };
};

/** What a pattern finds, in short: a whole page would drown the message of a failure. */
const hits = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([hit]) => hit.slice(0, 80));

describe.each(LANGUAGES)("%s", (language) => {
  it.each(Object.keys(FIXTURES) as (keyof typeof FIXTURES)[])(
    "every face of the %s report has all its texts",
    (name) => {
      const unknown: string[] = [];
      const made = faces(FIXTURES[name](language), (code) => unknown.push(code));
      const { html, onepage, support, markdown, terminal } = made;
      expect(unknown).toEqual([]);
      // In English "undefined" is a word of the report.
      const broken = language === "en" ? /NaN|\[object/g : /NaN|\[object|(?<!-)undefined/g;
      for (const face of [html, onepage, support, markdown, terminal]) expect(hits(face, broken)).toEqual([]);
      for (const page of [html, onepage, support]) expect(page.includes(`<html lang="${language}">`)).toBe(true);
    },
  );

  it("the terminal shows at most 24 lines of 80 columns", () => {
    for (const make of Object.values(FIXTURES)) {
      const lines = faces(make(language)).terminal.split("\n");
      expect(lines.length - 1).toBeLessThanOrEqual(24);
      for (const line of lines) expect([...line].length).toBeLessThanOrEqual(80);
    }
  });
});

describe("HTML", () => {
  const { html } = faces(reportFixture("en"));
  it("asks nothing of the network and needs no inline style", () => {
    expect(hits(html, /<(link|img|iframe|object|embed)\b/g)).toEqual([]);
    expect(hits(html, /(src|href)="(https?:)?\/\//g)).toEqual([]);
    expect(hits(html, /url\((?!#)/g)).toEqual([]);
    expect(hits(html, / style="| on[a-z]+="/g)).toEqual([]);
    expect(html).toMatch(/Content-Security-Policy" content="default-src 'none'; style-src 'sha256-/);
  });
  it("is far below 2 MB", () => expect(Buffer.byteLength(html)).toBeLessThan(2_000_000));
  it("gives each id once, and every reference to one has its target", () => {
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    for (const [, target] of html.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
    for (const [, list] of html.matchAll(/aria-labelledby="([^"]+)"/g))
      for (const id of list?.split(" ") ?? []) expect(ids).toContain(id);
  });
  it("opens each figure to definition, query, n and exclusions", () => {
    expect(html.includes("Share of answers 9–10 minus share of answers 0–6")).toBe(true);
    expect(html.includes("count(*) filter (where score &gt;= 9)")).toBe(true);
    expect(html.includes("Question passed over: 1,204") && html.includes('<a href="#query-measure-nps-sql">')).toBe(
      true,
    );
    expect(html.includes("nps@1")).toBe(true);
  });
  it("zero, too few, too early, undefined and not measured are drawn differently", () => {
    for (const state of ["too_few", "too_early", "undefined", "not_measured"])
      expect(html.includes(`state-${state}"`)).toBe(true);
    expect(html.includes('<p class="value value-large">0%</p>')).toBe(true);
  });
  it("does not say “goes with” where no link was found", () => {
    const none = /<details class="link" id="link-csat-contacts">.*?<\/summary>/s.exec(html)?.[0] ?? "";
    expect(none).toContain("no link found");
    expect(none).not.toContain("goes with");
  });
});

describe("the page for one sheet", () => {
  const input = reportFixture("en");
  const { onepage } = faces(input);
  const t = texts("en");
  it("says what the first page of the report says, what to keep in mind, and what it rests on", () => {
    const strongest = input.links.find(({ id }) => id === input.answer.links[0])!;
    const main = input.measures.find(({ id }) => id === input.answer.scores[0])!;
    for (const said of [
      t.say(strongest.verdict),
      t.figureRange(main.headline)!,
      t.say(main.verdict),
      ...input.answer.steps!.steps.flatMap(({ perCustomer }) => (perCustomer ? t.figureRange(perCustomer)! : [])),
      ...strongest.headline.cautions.map((caution) => t.say(caution)),
      "4 files, 131,201 rows read",
    ])
      expect(onepage.includes(escapeXml(said)), said).toBe(true);
  });
  it("leads nowhere, runs nothing, and asks nothing of the network", () => {
    expect(hits(onepage, /<script|<link\b|<img|(src|href)="(?!#answer")/g)).toEqual([]);
    expect(onepage.includes("script-src")).toBe(false);
  });
});

describe("the page of a department", () => {
  const input = reportFixture("en");
  const { support } = faces(input);
  it("holds its measures and links with the figures of the report, and no others", () => {
    const t = texts("en");
    expect([...support.matchAll(/<article id="measure-([a-z-]+)"/g)].map(([, id]) => id)).toEqual([
      "csat",
      "aht",
      "abandonment-rate",
    ]);
    expect([...support.matchAll(/<details class="link" id="link-([a-z-]+)"/g)].map(([, id]) => id)).toEqual([
      "csat-margin",
      "csat-contacts",
    ]);
    for (const { id, headline } of input.measures)
      if (SUPPORT.measures.includes(id)) expect(support.includes(t.figureValue(headline))).toBe(true);
    expect(support.includes("zendesk/tickets.json")).toBe(true);
    expect(support.includes("shopify/")).toBe(false);
  });
  it("says what is withheld of its own measures, and of no others", () => {
    const withheld = [
      { measures: "csat,nps,aht", said: "csat,aht" },
      { measures: "nps,revenue", said: null },
      { measures: "nps,aht", said: "aht" },
    ];
    const why = { code: "withheld.why.not_measured", values: {} };
    for (const { measures, said } of withheld) {
      const what = { code: "withheld.measures", values: { measures } };
      const answer = { ...input.answer, withheld: [{ what, why, needs: [] }] };
      const [own] = departmentInput({ ...input, answer }, SUPPORT).answer.withheld;
      expect(own?.what.values.measures ?? own?.what.values.measure ?? null).toBe(said);
    }
  });
  it("holds the targets of its own measures alone", () => {
    const own = departmentInput(input, SUPPORT).targets.map(({ id }) => id);
    const all = input.targets.filter(({ headline }) =>
      SUPPORT.measures.some((id) => headline.definition.startsWith(`${id}@`)),
    );
    expect(input.targets.length).toBeGreaterThan(0);
    expect(own).toEqual(all.map(({ id }) => id));
  });
  it("leads with its own score, and gives each id once", () => {
    expect(/<p class="label">([^<]*)/.exec(support)?.[1]).toBe("Customer satisfaction");
    const ids = [...support.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    for (const [, target] of support.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
  });
});

describe("text of the data", () => {
  const { html, onepage, support, markdown, terminal } = faces(hostileReport("en"));
  it("cannot become markup, a link or a control sequence", () => {
    expect(hits(onepage + support, /<script>alert|<img|href="javascript:|(?!\n)\p{Cc}|\u202e/gu)).toEqual([]);
    expect(hits(html, /<script>alert|<img|href="javascript:|(?!\n)\p{Cc}|\u202e/gu)).toEqual([]);
    expect(html.includes("&lt;script&gt;alert(1)&lt;/script&gt;")).toBe(true);
    expect(hits(markdown, /<script>|(?<!\\)\[click|(?!\n)\p{Cc}/gu)).toEqual([]);
    expect(hits(terminal, /(?!\n)\p{Cc}/gu)).toEqual([]);
  });
  it("is escaped for Markdown and terminals", () => {
    expect(escapeMarkdown("# a | *b* [c](d) <e>\n- f")).toBe("\\# a \\| \\*b\\* \\[c\\](d) \\<e\\> - f");
    expect(escapeMarkdown("1. one")).toBe("\\1. one".replace("\\1.", "\\1."));
    expect(escapeTerminal("a\u001b[31mb\u0007\tc\r\nd")).toBe("a\ufffd[31mb\ufffd c d");
  });
});

describe("JSON", () => {
  it("has its keys in one order whatever order they came in, and ends in a newline", () => {
    const input = reportFixture("en");
    const turned = Object.fromEntries(Object.entries(input).reverse()) as unknown as ReportInput;
    expect(reportJson(turned)).toBe(reportJson(input));
    expect(reportJson(input).endsWith("}\n")).toBe(true);
    expect(JSON.parse(reportJson(input))).toEqual(input);
  });
});

describe("CSV", () => {
  it("no text can be a formula, and numbers stay numbers", () => {
    expect(["=1+1", "+cmd", "-2+3", "@sum", "\tx", "\rx"].map(field)).toEqual([
      "'=1+1",
      "'+cmd",
      "'-2+3",
      "'@sum",
      "'\tx",
      '"\'\rx"',
    ]);
    expect(["-12.5", "+7", "1e3"].map(field)).toEqual(["-12.5", "+7", "1e3"]);
    expect([field(-3), field(null), field(Number.NaN), field('a "b", c')]).toEqual(["-3", "", "", '"a ""b"", c"']);
  });
  it("gives the bounds of intervals their own columns", () => {
    const title = { code: "table.column.value", values: {} };
    const table: Table = {
      id: "t",
      title,
      columns: [
        { id: "group", title, align: "start" },
        { id: "nps", title, align: "end" },
      ],
      rows: [
        {
          group: { kind: "label", label: { data: "=HYPERLINK()" } },
          nps: { kind: "number", value: 12.5, unit: "points", interval: { low: 10, high: 15, level: 0.95 } },
        },
        {
          group: { kind: "label", label: { data: "b" } },
          nps: { kind: "message", message: { code: "figure.state.too_few.short", values: {} } },
        },
      ],
    };
    expect(csv(table)).toBe("group,nps,nps_low,nps_high\r\n'=HYPERLINK(),12.5,10,15\r\nb,too_few,,\r\n");
  });
});

it("Markdown shows the same verdicts as the page", () => {
  const input = reportFixture("pl");
  const t = texts("pl");
  const { html, markdown } = faces(input);
  for (const finding of input.links) {
    expect(html.includes(t.say(finding.verdict))).toBe(true);
    expect(markdown).toContain(escapeMarkdown(t.say(finding.verdict)));
  }
});
