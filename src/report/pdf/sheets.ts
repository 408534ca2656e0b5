import { createRequire } from "node:module";
import PDFDocument from "pdfkit";
import { withoutControls } from "../../charts/escape-xml.ts";
import { COLOURS, CONTENT_WIDTH, PAGE, SIZE } from "./theme.ts";
import { Typeface } from "./typeface.ts";

export interface TextStyle {
  size?: number;
  bold?: boolean;
  colour?: string;
  align?: "start" | "end";
  /** Distance of two lines, in sizes. */
  leading?: number;
}

/** Between two columns of a table, in points. */
export const COLUMN_GAP = 8;

export interface Column {
  title: string;
  align?: "start" | "end";
  /** Part of the table's width; columns share it in proportion. */
  part: number;
}

export type Cell = string | ({ text: string } & TextStyle);

export interface DocumentFacts {
  title: string;
  subject: string;
  language: string;
  /** Stands for the data: the document's id follows from it and the title. */
  keywords: string;
  program: string;
}

interface LaidCell {
  how: TextStyle;
  place: { x: number; width: number };
  lines: readonly string[];
  step: number;
}

const FONTS = { regular: "DejaVuSansCondensed.ttf", bold: "DejaVuSansCondensed-Bold.ttf" } as const;

/** The scope of a header cell is left out of the types of pdfkit. */
interface StructOptions {
  alt?: string;
  scope?: "Column" | "Row";
}

/**
 * A tagged document of A4 pages that is written from top to bottom. It keeps the cursor, breaks lines and pages, and puts
 * what is drawn into the tree that readers of screens follow; what is only decoration stays out of it.
 */
export class Sheets {
  x: number = PAGE.left;
  width: number = CONTENT_WIDTH;
  y: number = PAGE.top;
  readonly doc: PDFKit.PDFDocument;
  #parents: PDFKit.PDFStructureElement[];
  #measuring = 0;
  readonly #faces: Readonly<Record<keyof typeof FONTS, Typeface>>;
  #lines = new Map<string, string[]>();

  constructor({ title, subject, language, keywords, program }: DocumentFacts) {
    const { resolve } = createRequire(import.meta.url);
    const pathOf = (file: string) => resolve(`dejavu-fonts-ttf/ttf/${file}`);
    this.doc = new PDFDocument({
      size: "A4",
      margin: 0,
      font: pathOf(FONTS.regular),
      autoFirstPage: false,
      bufferPages: true,
      pdfVersion: "1.7",
      tagged: true,
      lang: language,
      displayTitle: true,
      // The clock would be all that tells two equal reports apart: the date is taken out again below.
      info: { Title: title, Subject: subject, Keywords: keywords, Creator: program, CreationDate: new Date(0) },
    });
    delete (this.doc.info as Record<string, unknown>).CreationDate;
    // Metadata in XML repeat the entries above, unescaped, and ask for that date.
    Object.assign(this.doc, { endMetadata() {} });
    this.#faces = {
      regular: new Typeface(this.doc, pathOf(FONTS.regular)),
      bold: new Typeface(this.doc, pathOf(FONTS.bold)),
    };
    this.#parents = [this.doc.struct("Document")];
    this.newPage();
  }

  get bottom(): number {
    return PAGE.height - PAGE.bottom;
  }

  get measuring(): boolean {
    return this.#measuring > 0;
  }

  newPage(): void {
    if (this.measuring) return;
    this.doc.addPage();
    this.y = PAGE.top;
  }

  /** Where a chapter begins: a page of its own, unless the one before has left most of this one free. */
  chapter(gap = 26): void {
    if (this.y > PAGE.top + (this.bottom - PAGE.top) * 0.5 || this.doc.bufferedPageRange().count === 1) this.newPage();
    else if (this.y > PAGE.top) this.y += gap;
  }

  /** Goes on to the next page where less than this height is left. */
  room(height: number): void {
    if (!this.measuring && this.y + height > this.bottom && this.y > PAGE.top) this.newPage();
  }

  /** Height that drawing takes, without drawing. */
  measure(draw: () => void): number {
    const from = this.y;
    this.#measuring += 1;
    draw();
    this.#measuring -= 1;
    const height = this.y - from;
    this.y = from;
    return height;
  }

  /** Draws in another column, then comes back; the cursor stays where the drawing ended. */
  within({ x, width }: { x: number; width: number }, draw: () => void): void {
    const before = { x: this.x, width: this.width };
    Object.assign(this, { x, width });
    draw();
    Object.assign(this, before);
  }

  /** Columns side by side on one page: as high as the highest. */
  beside(columns: readonly { x: number; width: number; draw: () => void }[], after = 0): void {
    const height = Math.max(...columns.map((column) => this.measure(() => this.within(column, column.draw))));
    this.room(height);
    const from = this.y;
    for (const column of columns) {
      this.y = from;
      this.within(column, column.draw);
    }
    this.y = from + height + after;
  }

  /** Cells from left to right, row by row; no cell is cut by the end of a page. */
  grid(cells: readonly (() => void)[], { columns = 2, gap = 22, after = 12 } = {}): void {
    const width = (this.width - gap * (columns - 1)) / columns;
    for (let at = 0; at < cells.length; at += columns) {
      const row = cells.slice(at, at + columns);
      this.beside(
        row.map((draw, index) => ({ x: this.x + index * (width + gap), width, draw })),
        after,
      );
    }
  }

  /** Cells in columns of about one height, each below the one before it; row by row where they are higher than a page. */
  stacks(cells: readonly (() => void)[], { columns = 2, gap = 22, after = 10 } = {}): void {
    if (cells.length === 0) return;
    const width = (this.width - gap * (columns - 1)) / columns;
    const heights = cells.map((draw) => this.measure(() => this.within({ x: this.x, width }, draw)) + after);
    const stacks = Array.from({ length: columns }, () => ({ height: 0, cells: [] as (() => void)[] }));
    cells.forEach((draw, index) => {
      const lowest = stacks.reduce((a, b) => (b.height < a.height - 1 ? b : a));
      lowest.cells.push(draw);
      lowest.height += heights[index] ?? 0;
    });
    const height = Math.max(...stacks.map((stack) => stack.height));
    if (height > this.bottom - PAGE.top) {
      this.grid(cells, { columns, gap, after });
      return;
    }
    this.room(height - after);
    const from = this.y;
    stacks.forEach((stack, index) => {
      this.y = from;
      this.within({ x: this.x + index * (width + gap), width }, () => {
        for (const draw of stack.cells) {
          draw();
          this.y += after;
        }
      });
    });
    this.y = from + height;
  }

  // ------------------------------------------------------------------------------------------- structure

  /** Content of one element of the structure. */
  tagged(type: string, draw: () => void, options: StructOptions = {}): void {
    if (this.measuring) {
      draw();
      return;
    }
    const content = this.doc.markStructureContent(type);
    draw();
    this.doc.endMarkedContent();
    this.#parents.at(-1)!.add(this.doc.struct(type, options as { alt?: string }, [content]));
  }

  /** An element that holds others. */
  inside(type: string, draw: () => void): void {
    if (this.measuring) {
      draw();
      return;
    }
    const element = this.doc.struct(type);
    this.#parents.at(-1)!.add(element);
    this.#parents.push(element);
    draw();
    this.#parents.pop();
    element.end();
  }

  /** Lines, grounds, page numbers: seen, but no part of what is said. */
  decoration(draw: () => void): void {
    if (this.measuring) return;
    this.doc.markContent("Artifact", { type: "Layout" });
    draw();
    this.doc.endMarkedContent();
  }

  // ------------------------------------------------------------------------------------------------ text

  /** A paragraph at the cursor; a long one goes on on the next page. */
  paragraph(text: string, style: TextStyle & { tag?: string; after?: number } = {}): void {
    const lines = this.lines(text, style);
    const step = stepOf(style);
    const pieces: PDFKit.PDFStructureContent[] = [];
    const tag = style.tag ?? "P";
    for (let rest = lines; rest.length > 0; ) {
      const fit = this.measuring ? rest.length : Math.floor((this.bottom - this.y + 0.01) / step);
      if (fit < Math.min(rest.length, 2) && this.y > PAGE.top) {
        this.newPage();
        continue;
      }
      const some = rest.slice(0, Math.max(1, fit));
      if (!this.measuring) pieces.push(this.doc.markStructureContent(tag));
      for (const [index, line] of some.entries()) this.line(line, this.y + index * step, style);
      if (!this.measuring) this.doc.endMarkedContent();
      this.y += some.length * step;
      rest = rest.slice(some.length);
    }
    if (pieces.length > 0) this.#parents.at(-1)!.add(this.doc.struct(tag, {}, pieces));
    this.y += style.after ?? 0;
  }

  heading(level: 1 | 2 | 3 | 4, text: string, style: TextStyle & { after?: number; keep?: number } = {}): void {
    const sized = { bold: true, size: SIZE.h3, after: 4, leading: 1.25, ...style };
    this.room(this.lines(text, sized).length * stepOf(sized) + sized.after + (style.keep ?? 40));
    this.paragraph(text, { ...sized, tag: `H${level}` });
  }

  /** Points with a mark before each. */
  list(items: readonly (string | { draw: () => void })[], style: TextStyle & { gap?: number } = {}): void {
    this.inside("L", () => {
      for (const item of items) {
        this.inside("LI", () => {
          const indent = 9;
          const body = () =>
            typeof item === "string"
              ? this.paragraph(item, { ...style, tag: "LBody" })
              : this.inside("LBody", item.draw);
          const at = { x: this.x + indent, width: this.width - indent };
          this.room(this.measure(() => this.within(at, body)));
          this.tagged("Lbl", () => this.line("•", this.y, { ...style, colour: COLOURS.line2 }));
          this.within(at, body);
          this.y += style.gap ?? 2.5;
        });
      }
    });
  }

  /** One line of text at the cursor's column. */
  line(text: string, y: number, style: TextStyle = {}): void {
    if (this.measuring || text === "") return;
    const { size = SIZE.body, bold = false, colour = COLOURS.ink, align = "start" } = style;
    const x = align === "end" ? this.x + this.width - this.widthOf(text.trimEnd(), style) : this.x;
    const baseline = y + stepOf(style) / 2 + size * 0.355;
    this.show(text, { x, y: baseline, size, bold, colour });
  }

  /** Letters from a point of their baseline on. */
  show(text: string, place: { x: number; y: number; size: number; bold: boolean; colour: string }): void {
    this.#faces[place.bold ? "bold" : "regular"].show(text, place);
  }

  /** Text broken into lines of the column's width, at blanks, and inside a word only where it is wider than a line. */
  lines(text: string, style: TextStyle = {}, width = this.width): string[] {
    // Most text is measured before it is drawn.
    const key = `${style.bold ? "b" : "r"}${style.size ?? SIZE.body} ${width} ${text}`;
    let lines = this.#lines.get(key);
    if (!lines) this.#lines.set(key, (lines = this.broken(text, style, width)));
    return lines;
  }

  private broken(text: string, style: TextStyle, width: number): string[] {
    const lines: string[] = [];
    let line = "";
    let used = 0;
    const blank = this.widthOf(" ", style);
    // A number stays with the n that it is.
    for (const word of clean(text)
      .replace(/\bn = (?=\d)/g, "n\u00a0=\u00a0")
      .split(" ")) {
      const needed = this.widthOf(word, style);
      if (line !== "" && used + blank + needed <= width) {
        line += ` ${word}`;
        used += blank + needed;
        continue;
      }
      // The blank stays at the end of its line: who hears the text needs it there.
      if (line !== "") lines.push(`${line} `);
      [line, used] = [word, needed];
      while (used > width && line.length > 1) {
        const fit = this.fitting(line, style, width);
        lines.push(line.slice(0, fit));
        line = line.slice(fit);
        used = this.widthOf(line, style);
      }
    }
    return line === "" ? lines : [...lines, line];
  }

  /** How many characters of a word fit into a width, at least one; never half of a pair. */
  private fitting(word: string, style: TextStyle, width: number): number {
    let [length, used] = [0, 0];
    for (const character of word) {
      used += this.widthOf(character, style);
      if (used > width && length > 0) break;
      length += character.length;
    }
    return length;
  }

  widthOf(text: string, { size = SIZE.body, bold = false }: TextStyle = {}): number {
    return (this.#faces[bold ? "bold" : "regular"].width(text) * size) / 1000;
  }

  /** Text on one line, with an ellipsis where it does not fit. */
  clipped(text: string, style: TextStyle, width: number): string {
    const plain = clean(text);
    if (this.widthOf(plain, style) <= width) return plain;
    const room = width - this.widthOf("…", style);
    return `${plain.slice(0, this.fitting(plain, style, room)).trimEnd()}…`;
  }

  // ----------------------------------------------------------------------------------------------- tables

  /** A table whose rows are never cut; its head stands again on each further page. */
  table(columns: readonly Column[], rows: readonly (readonly Cell[])[], style: TextStyle = {}): void {
    const sized = { size: SIZE.small, ...style };
    const parts = columns.reduce((sum, { part }) => sum + part, 0);
    const room = this.width - COLUMN_GAP * (columns.length - 1);
    let left = this.x;
    const places = columns.map(({ part }) => {
      const place = { x: left, width: (part / parts) * room };
      left += place.width + COLUMN_GAP;
      return place;
    });
    const titles = columns.map(
      ({ title, align }): Cell => ({
        text: title,
        bold: true,
        size: sized.size - 0.4,
        colour: COLOURS.ink2,
        ...(align ? { align } : {}),
      }),
    );
    const laid = (cells: readonly Cell[]): LaidCell[] =>
      cells.map((cell, index) => {
        const align = columns[index]?.align;
        const { text, ...own } = typeof cell === "string" ? { text: cell } : cell;
        const how: TextStyle = { ...sized, ...(align ? { align } : {}), ...own };
        const place = places[index] ?? this;
        return { how, place, lines: this.lines(text, how, place.width), step: stepOf(how) };
      });
    const heightOf = (row: readonly LaidCell[]) =>
      Math.max(...row.map(({ lines, step }) => Math.max(1, lines.length) * step)) + 4;
    const draw = (row: readonly LaidCell[], tagOf: (index: number) => "TH" | "TD" | null) => {
      const from = this.y;
      const isHead = tagOf(1) !== "TD";
      this.y += heightOf(row);
      if (this.measuring) return;
      row.forEach(({ how, place, lines, step }, index) => {
        const cell = () =>
          this.within(place, () => {
            for (const [at, line] of lines.entries()) this.line(line, from + 2 + at * step, how);
          });
        const tag = tagOf(index);
        if (tag === null) this.decoration(cell);
        else this.tagged(tag, cell, tag === "TH" ? { scope: isHead ? "Column" : "Row" } : {});
      });
      this.rule(this.y, isHead ? COLOURS.line2 : COLOURS.line);
    };
    const head = laid(titles);
    this.inside("Table", () => {
      const body = rows.map(laid);
      this.room(heightOf(head) + (body[0] ? heightOf(body[0]) : 0));
      this.inside("TR", () => draw(head, () => "TH"));
      for (const row of body) {
        if (!this.measuring && this.y + heightOf(row) > this.bottom) {
          this.newPage();
          draw(head, () => null);
        }
        this.inside("TR", () => draw(row, (index) => (index === 0 ? "TH" : "TD")));
      }
    });
  }

  // ---------------------------------------------------------------------------------------------- drawing

  rule(y: number, colour: string = COLOURS.line, width = 0.5): void {
    this.decoration(() => {
      this.doc
        .lineWidth(width)
        .strokeColor(colour)
        .moveTo(this.x, y)
        .lineTo(this.x + this.width, y)
        .stroke();
    });
  }

  bookmark(text: string, under?: PDFKit.PDFOutline): PDFKit.PDFOutline {
    return (under ?? this.doc.outline).addItem(clean(text));
  }

  /** Draws on every page what only now can be said, then closes the document. */
  async finish(onPage: (page: number, pages: number) => void): Promise<Buffer> {
    const { start, count } = this.doc.bufferedPageRange();
    for (let page = 0; page < count; page++) {
      this.doc.switchToPage(start + page);
      this.decoration(() => onPage(page + 1, count));
    }
    this.doc.addStructure(this.#parents[0]!);
    const chunks: Buffer[] = [];
    this.doc.on("data", (chunk: Buffer) => chunks.push(chunk));
    const ended = new Promise((resolve, reject) => this.doc.once("end", resolve).once("error", reject));
    this.doc.end();
    await ended;
    return Buffer.concat(chunks);
  }
}

export const stepOf = ({ size = SIZE.body, leading = 1.36 }: TextStyle): number => size * leading;

/** Text of the data keeps no character that steers; an end of line becomes a blank, a letter and its accent one sign. */
const clean = (text: string): string => withoutControls(text.replace(/[\t\r\n]+/g, " ")).normalize("NFC");
