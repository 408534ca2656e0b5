export interface Doc {
  text: string;
  params: { name: string; text: string }[];
  returns: string;
  throws: string[];
  see: string[];
  example: string;
}
export interface Entry {
  name: string;
  kind: "function" | "class" | "constant" | "type";
  group: string;
  file: string;
  declaration: string;
  body: string;
  parameters: { name: string; type: string }[];
  returnType: string;
  doc: Doc;
}
export interface Proof {
  golden: Set<string>;
  published: Set<string>;
}
export const PAGES: string;
export function collect(): Entry[];
export function proofs(names: readonly string[]): Map<string, Proof>;
export function pages(entries?: Entry[]): Map<string, string>;
export function exampleModule(entries?: Entry[], index?: string): string;
