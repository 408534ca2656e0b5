interface Glyph {
  id: number;
  advanceWidth: number;
}
interface Position {
  xAdvance: number;
  yAdvance: number;
  xOffset: number;
  yOffset: number;
  advanceWidth: number;
}
interface EmbeddedFont {
  font: { glyphForCodePoint(codePoint: number): Glyph };
  scale: number;
  layoutRun(text: string): { glyphs: Glyph[]; positions: Position[]; advanceWidth: number };
}

/**
 * One glyph a character, each as wide as it is: the five languages need no shaping, and to look up kerning and
 * ligatures that the eye does not miss takes most of the time that a document takes.
 */
export function layPlainly(doc: PDFKit.PDFDocument): void {
  const embedded = (doc as unknown as { _font: EmbeddedFont })._font;
  const known = new Map<number, { glyph: Glyph; position: Position }>();
  const placed = (codePoint: number) => {
    let one = known.get(codePoint);
    if (!one) {
      const glyph = embedded.font.glyphForCodePoint(codePoint);
      const width = glyph.advanceWidth * embedded.scale;
      one = { glyph, position: { xAdvance: width, yAdvance: 0, xOffset: 0, yOffset: 0, advanceWidth: width } };
      known.set(codePoint, one);
    }
    return one;
  };
  embedded.layoutRun = (text) => {
    const run = Array.from(text, (character) => placed(character.codePointAt(0) ?? 0));
    return {
      glyphs: run.map(({ glyph }) => glyph),
      positions: run.map(({ position }) => position),
      advanceWidth: run.reduce((sum, { position }) => sum + position.xAdvance, 0),
    };
  };
}
