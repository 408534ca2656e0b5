import { escapeXml } from "./escape-xml.ts";

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** One SVG element. Numbers are rounded to a tenth of a pixel, so that equal charts are equal text. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === "number" ? tenth(value) : escapeXml(String(value))}"`)
    .join("");
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join("")}</${name}>`;
}

export interface TextStyle {
  anchor?: "start" | "middle" | "end";
  class?: string;
  size?: number;
}

export const text = (x: number, y: number, content: string, style: TextStyle = {}): string =>
  element(
    "text",
    { x, y, class: style.class ?? "fw-text", "font-size": style.size ?? FONT_SIZE, "text-anchor": style.anchor },
    escapeXml(content),
  );

export const group = (title: string, ...children: readonly string[]): string =>
  element("g", {}, element("title", {}, escapeXml(title)), ...children);

/** Rounding that keeps path and attribute text short. */
export const tenth = (value: number): number => Math.round(value * 10) / 10 + 0;

export const FONT_SIZE = 12;
export const SMALL = 11.5;

/** Generous estimate of a text's width: there is nothing here to measure fonts with. */
export const textWidth = (content: string, size = FONT_SIZE): number => [...content].length * size * 0.6;

export function shortened(content: string, width: number, size = FONT_SIZE): string {
  const room = Math.max(1, Math.floor(width / (size * 0.6)));
  const characters = [...content];
  return characters.length <= room
    ? content
    : `${characters
        .slice(0, room - 1)
        .join("")
        .trimEnd()}…`;
}
