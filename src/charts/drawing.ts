import type { Texts } from "../texts/texts.ts";

/** What a chart's layout gives back: its marks, in a box of the asked width and this height. */
export interface Drawing {
  height: number;
  marks: string;
}

export interface DrawingContext {
  texts: Texts;
  width: number;
  /** Prefix of the ids of patterns, unique on the page. */
  id: string;
}
