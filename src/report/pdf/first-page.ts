import type { Figure } from "../../findings/figure.ts";
import type { Finding } from "../../findings/finding.ts";
import { aboutRows } from "../about.ts";
import { findingTitle, nameOf, saysLink } from "../names.ts";
import { caveatsOf, linksAnswered, pointedAt, sourcesOf, worthQuestion } from "../one-page.ts";
import type { StepLadder, Withheld } from "../report-input.ts";
import { type Pen, supportOf } from "./pen.ts";
import { COLOURS, PAGE, SIZE } from "./theme.ts";

const GAP = 16;
const MOST = 8;
const quiet = { size: SIZE.small, colour: COLOURS.ink2 };

/** What stands above the answer, whether where customers stand is a part of it, and whether the document speaks of files. */
export interface Cover {
  title: string;
  intro?: string;
  withSteps: boolean;
  withFiles: boolean;
}

/** The answer on one page, for somebody who reads no second: what does not fit stands on the next one. */
export function firstPage(pen: Pen, cover: Cover): void {
  const { sheets } = pen;
  const { withheld } = pen.input.answer;
  const caveats = caveatsOf(pen.input, pen.texts);
  // What is most important stays: of reservations and caveats as many as there is room for.
  const chosen = { held: Math.min(withheld.length, MOST), kept: Math.min(caveats.length, MOST) };
  const fits = () => {
    const from = sheets.y;
    return from + sheets.measure(() => answer(pen, cover, { withheld, caveats, ...chosen })) <= sheets.bottom;
  };
  while (!fits() && chosen.held + chosen.kept > 1) {
    if (chosen.held > chosen.kept) chosen.held -= 1;
    else chosen.kept -= 1;
  }
  answer(pen, cover, { withheld, caveats, ...chosen });
  const left = { withheld: withheld.slice(chosen.held), caveats: caveats.slice(chosen.kept) };
  if (left.withheld.length + left.caveats.length > 0) overflow(pen, left);
}

interface Reservations {
  withheld: readonly Withheld[];
  caveats: readonly string[];
  /** How many of each stand on the page. */
  held: number;
  kept: number;
}

function answer(pen: Pen, cover: Cover, { withheld, caveats, held, kept }: Reservations): void {
  const { sheets, input, texts } = pen;
  title(pen, cover);
  const narrow = sheets.width * 0.36;
  const wide = sheets.width - narrow - GAP * 1.5;
  const at = (x: number, width: number, name: string, draw: () => void) => ({
    x,
    width,
    draw: () => panel(pen, `report.answer.${name}`, draw),
  });
  sheets.beside(
    [
      at(sheets.x, narrow, "score", () => scores(pen, pointedAt(input.answer.scores, input.measures))),
      {
        x: sheets.x + narrow + GAP * 1.5,
        width: wide,
        draw: () => panel(pen, worthQuestion(linksAnswered(input)), () => worth(pen, linksAnswered(input))),
      },
    ],
    GAP,
  );
  if (cover.withSteps) {
    panel(pen, "report.answer.steps", () => {
      if (input.answer.steps) steps(pen, input.answer.steps);
      else sheets.paragraph(texts.t("report.answer.no_steps"), quiet);
    });
    sheets.y += GAP;
  }
  const half = (sheets.width - GAP * 1.5) / 2;
  sheets.beside(
    [
      at(sheets.x, half, "withheld", () => reservations(pen, withheld, held)),
      at(sheets.x + half + GAP * 1.5, half, "caveats", () => {
        if (caveats.length === 0) sheets.paragraph(texts.t("report.answer.no_caveats"), quiet);
        else sheets.list(caveats.slice(0, kept), quiet);
        more(pen, caveats.length - kept);
      }),
    ],
    GAP,
  );
  panel(pen, "report.answer.sources", () => {
    const { version, dataVersion: code } = input.settings;
    const sources = cover.withFiles ? sourcesOf(input, texts) : [];
    for (const line of [...sources, texts.t("report.footer.made", { version, code })])
      sheets.paragraph(line, { size: SIZE.tiny, colour: COLOURS.ink2, after: 1 });
  });
}

function title(pen: Pen, cover: Cover): void {
  const { sheets, input, texts } = pen;
  sheets.y = PAGE.top - 8;
  sheets.heading(1, cover.title, { size: SIZE.h1, after: 3, keep: 0 });
  const facts = aboutRows(input, texts);
  sheets.paragraph(facts.map(([key, value]) => `${texts.t(`report.meta.${key}`)}: ${value}`).join("   ·   "), quiet);
  if (cover.intro) sheets.paragraph(cover.intro, quiet);
  sheets.y += GAP - 4;
}

function panel(pen: Pen, question: string, draw: () => void): void {
  const { sheets, texts } = pen;
  sheets.rule(sheets.y, COLOURS.accent, 1.2);
  sheets.y += 5;
  sheets.heading(2, texts.t(question), { size: SIZE.lead, after: 5, keep: 0, colour: COLOURS.accent });
  draw();
}

function scores(pen: Pen, [main, ...others]: Finding[]): void {
  const { sheets, texts } = pen;
  if (!main) {
    sheets.paragraph(texts.t("report.answer.no_score"), quiet);
    return;
  }
  sheets.paragraph(nameOf(main.headline, { texts }), { colour: COLOURS.ink2 });
  pen.value(main.headline, SIZE.hero);
  strip(pen, main.headline);
  pen.support(main.headline);
  if (main.headline.state === "estimate") sheets.paragraph(texts.say(main.verdict), { bold: true, after: 4 });
  for (const { headline } of others) {
    sheets.y += 3;
    sheets.paragraph(`${nameOf(headline, { texts }, "short")}: ${texts.figureValue(headline)}`, { bold: true });
    pen.support(headline);
  }
}

/** The whole scale of a bounded unit, the interval and the value on it. */
function strip({ sheets }: Pen, figure: Figure): void {
  const domain = figure.unit === "points" ? [-100, 100] : figure.unit === "share" ? [0, 1] : undefined;
  if (figure.state !== "estimate" || !domain) return;
  const [from = 0, to = 1] = domain;
  const x = (value: number) =>
    sheets.x + 3 + ((Math.min(Math.max(value, from), to) - from) / (to - from)) * (sheets.width - 6);
  const y = sheets.y + 6;
  sheets.decoration(() => {
    const { doc } = sheets;
    doc.lineWidth(0.7).strokeColor(COLOURS.line2);
    doc.moveTo(x(from), y).lineTo(x(to), y);
    for (const end of [from, 0, to]) doc.moveTo(x(end), y - 2.5).lineTo(x(end), y + 2.5);
    doc.stroke();
    if (figure.interval) {
      const { low, high } = figure.interval;
      doc
        .roundedRect(x(low) - 1, y - 3.5, x(high) - x(low) + 2, 7, 3)
        .fillColor("#c7d7df")
        .fill();
    }
    doc.circle(x(figure.value), y, 3.2).fillColor(COLOURS.accent).fill();
  });
  sheets.y += 14;
}

function worth(pen: Pen, [strongest, ...others]: Finding[]): void {
  const { sheets, texts } = pen;
  if (!strongest) {
    sheets.paragraph(texts.t("report.answer.no_link"), quiet);
    return;
  }
  const { headline } = strongest;
  sheets.paragraph(texts.say(strongest.verdict), { size: 12, bold: true, leading: 1.32, after: 5 });
  if (saysLink(strongest)) {
    pen.grade(headline.grade);
    sheets.paragraph(texts.t(`grade.${headline.grade}.explanation`), { ...quiet, after: 4 });
  } else {
    sheets.paragraph(pen.chip(strongest), { bold: true, colour: pen.chipColour(strongest) });
    sheets.paragraph(texts.t(`${strongest.verdict.code}.explanation`), { ...quiet, after: 4 });
  }
  if (others.length === 0) return;
  sheets.heading(3, texts.t("report.answer.more_links"), { size: SIZE.body, after: 2, keep: 0, colour: COLOURS.ink2 });
  for (const finding of others) {
    sheets.paragraph(`${findingTitle(finding, { texts })}: ${pen.chip(finding)}`, {
      bold: true,
      colour: pen.chipColour(finding),
    });
    sheets.paragraph(linkSupport(finding, pen), { ...quiet, after: 3 });
  }
}

export function linkSupport({ headline }: Finding, { texts }: Pen): string {
  const n = texts.t("figure.n", { n: headline.n });
  if (headline.state !== "estimate") return `${texts.figureValue(headline)} · ${n}`;
  return `${texts.difference(headline)} (${texts.differenceRange(headline)}) · ${n}`;
}

function steps(pen: Pen, ladder: StepLadder): void {
  const { sheets, texts } = pen;
  const n = ladder.steps.reduce((sum, { customers }) => sum + customers, 0);
  sheets.paragraph(
    `${texts.t("report.steps.summary", { experience: ladder.experience, n })} · ${texts.period(ladder.window)}`,
    { ...quiet, after: 4 },
  );
  if (n > 0) bar(pen, ladder, n);
  const gap = 12;
  const width = (sheets.width - gap * (ladder.steps.length - 1)) / Math.max(1, ladder.steps.length);
  const colour = {
    good: COLOURS.good,
    middle: COLOURS.middle,
    bad: COLOURS.bad,
    neutral: COLOURS.neutral,
    accent: COLOURS.accent,
  };
  sheets.beside(
    ladder.steps.map((step, index) => ({
      x: sheets.x + index * (width + gap),
      width,
      draw: () => {
        sheets.decoration(() => sheets.doc.rect(sheets.x, sheets.y, sheets.width, 2).fill(colour[step.tone]));
        sheets.y += 5;
        const share = n > 0 ? ` (${texts.share(step.customers / n, 0)})` : "";
        sheets.paragraph(`${texts.capital(texts.word("band", step.band))}: ${texts.number(step.customers)}${share}`, {
          bold: true,
        });
        if (!step.perCustomer) return;
        const { perCustomer } = step;
        const per =
          perCustomer.state === "estimate"
            ? texts.t("unit.per_customer", { value: texts.figureValue(perCustomer) })
            : "";
        if (per !== "") sheets.paragraph(per, { size: SIZE.lead, bold: true, colour: COLOURS.ink });
        sheets.paragraph(supportOf(perCustomer, texts), quiet);
      },
    })),
    3,
  );
  if (ladder.outcome !== undefined) {
    const phrase = texts.capital(texts.word("outcome", ladder.outcome, ".phrase"));
    sheets.paragraph(`${phrase}. ${texts.t("report.steps.association")}`, quiet);
  }
}

function bar({ sheets }: Pen, { steps: all }: StepLadder, n: number): void {
  const tones = {
    good: COLOURS.good,
    middle: COLOURS.middle,
    bad: COLOURS.bad,
    neutral: COLOURS.neutral,
    accent: COLOURS.accent,
  };
  sheets.decoration(() => {
    let x = sheets.x;
    for (const { customers, tone } of all) {
      const width = (customers / n) * sheets.width;
      sheets.doc.rect(x, sheets.y, Math.max(0, width - 1.5), 9).fill(tones[tone]);
      x += width;
    }
  });
  sheets.y += 15;
}

function reservations(pen: Pen, withheld: readonly Withheld[], shown: number): void {
  const { sheets, texts } = pen;
  if (withheld.length === 0) {
    sheets.paragraph(texts.t("report.answer.nothing_withheld"), quiet);
    return;
  }
  withheldList(pen, withheld.slice(0, shown));
  more(pen, withheld.length - shown);
}

function withheldList({ sheets, texts }: Pen, withheld: readonly Withheld[]): void {
  sheets.list(
    withheld.map(({ what, why, needs }) => ({
      draw: () => {
        sheets.paragraph(texts.capital(texts.say(what)), { size: SIZE.small, bold: true });
        sheets.paragraph(texts.say(why), quiet);
        if (needs.length > 0)
          sheets.paragraph(
            `${texts.t("report.answer.to_get_it")} ${texts.list(needs.map((need) => texts.say(need)))}`,
            {
              size: SIZE.small,
            },
          );
      },
    })),
    quiet,
  );
}

function more({ sheets, texts }: Pen, n: number): void {
  if (n > 0) sheets.paragraph(texts.t("report.answer.more_below", { n }), { ...quiet, colour: COLOURS.accent });
}

/** What had no room on the first page, in full. */
function overflow(
  pen: Pen,
  { withheld, caveats }: { withheld: readonly Withheld[]; caveats: readonly string[] },
): void {
  const { sheets, texts } = pen;
  sheets.newPage();
  if (withheld.length > 0) {
    sheets.heading(2, texts.t("report.answer.withheld"), { size: SIZE.h2, after: 8 });
    withheldList(pen, withheld);
    sheets.y += GAP;
  }
  if (caveats.length > 0) {
    sheets.heading(2, texts.t("report.answer.caveats"), { size: SIZE.h2, after: 8 });
    sheets.list(caveats, quiet);
  }
}
