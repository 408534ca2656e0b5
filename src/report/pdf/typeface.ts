interface Glyph {
  id: number;
  advanceWidth: number;
  codePoints: number[];
}

/** What of pdfkit's embedded font is used here. It is its own: the tests read back what it makes of it. */
interface EmbeddedFont {
  id: string;
  scale: number;
  font: { glyphForCodePoint(codePoint: number): Glyph };
  subset: { includeGlyph(id: number): number };
  widths: number[];
  unicode: number[][];
  ref(): unknown;
}

interface Letter {
  glyph: Glyph;
  /** In thousandths of the size. */
  width: number;
  /** Its number in the file, once it is drawn. */
  code?: string;
}

const UNKNOWN = 0xfffd;

/**
 * Letters of one font, one glyph a character, each as wide as it is. The five languages need no shaping, and looking up
 * kerning and ligatures that the eye does not miss takes most of the time that a document takes in pdfkit's own `text`.
 * A letter that the font lacks is drawn as the sign for that.
 */
export class Typeface {
  readonly #font: EmbeddedFont;
  readonly #letters = new Map<string, Letter>();
  readonly #widths = new Map<string, number>();

  constructor(
    readonly doc: PDFKit.PDFDocument,
    file: string,
  ) {
    this.#font = (doc.font(file) as unknown as { _font: EmbeddedFont })._font;
  }

  /** Width of a text in thousandths of its size. */
  width(text: string): number {
    let width = this.#widths.get(text);
    if (width === undefined) {
      width = 0;
      for (const character of text) width += this.letter(character).width;
      this.#widths.set(text, width);
    }
    return width;
  }

  /** Draws a line of text from a point of its baseline on. */
  show(text: string, place: { x: number; y: number; size: number; colour: string }): void {
    const { x, y, size, colour } = place;
    let codes = "";
    for (const character of text) codes += this.code(this.letter(character));
    const fonts = (this.doc.page as unknown as { fonts: Record<string, unknown> }).fonts;
    fonts[this.#font.id] ??= this.#font.ref();
    // The page's y runs downwards; letters stand upright on it.
    this.doc.addContent(
      `BT ${rgb(colour)} rg 1 0 0 -1 ${short(x)} ${short(y)} Tm /${this.#font.id} ${short(size)} Tf <${codes}> Tj ET`,
    );
  }

  private letter(character: string): Letter {
    let letter = this.#letters.get(character);
    if (!letter) {
      const found = this.#font.font.glyphForCodePoint(character.codePointAt(0) ?? UNKNOWN);
      const glyph = found.id === 0 ? this.#font.font.glyphForCodePoint(UNKNOWN) : found;
      letter = { glyph, width: glyph.advanceWidth * this.#font.scale };
      this.#letters.set(character, letter);
    }
    return letter;
  }

  private code(letter: Letter): string {
    if (letter.code === undefined) {
      const { widths, unicode, subset } = this.#font;
      const id = subset.includeGlyph(letter.glyph.id);
      widths[id] ??= letter.width;
      unicode[id] ??= letter.glyph.codePoints;
      letter.code = id.toString(16).padStart(4, "0");
    }
    return letter.code;
  }
}

/** A colour as the three numbers of an operator. */
export function rgb(colour: string): string {
  let numbers = COLOURS.get(colour);
  if (numbers === undefined) {
    numbers = [1, 3, 5].map((at) => (Number.parseInt(colour.slice(at, at + 2), 16) / 255).toFixed(3)).join(" ");
    COLOURS.set(colour, numbers);
  }
  return numbers;
}
const COLOURS = new Map<string, string>();

const short = (value: number): number => Math.round(value * 1000) / 1000;
