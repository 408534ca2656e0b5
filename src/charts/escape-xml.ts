const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

// Control characters, and those that turn the direction of writing: in a file name they can make one word look like another.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Characters of the user's data that no face may pass on, replaced by a visible mark. */
export const withoutControls = (text: string): string => text.replace(CONTROL, "\ufffd");

/** Text for HTML and SVG, in elements and in quoted attributes. */
export const escapeXml = (text: string): string =>
  withoutControls(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
