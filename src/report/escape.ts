const HTML: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

// Control characters, and those that turn the direction of writing: in a file name they can make one word look like another.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text for HTML, in elements and in quoted attributes. */
export const escapeHtml = (text: string): string =>
  text.replace(CONTROL, "\ufffd").replace(/[&<>"']/g, (character) => HTML[character] ?? character);

/** Text for one line of Markdown, in tables too. */
export const escapeMarkdown = (text: string): string =>
  text
    .replace(CONTROL, "\ufffd")
    .replace(/\s*[\r\n]+\s*/g, " ")
    .replace(/[\\`*_{}[\]<>#|~&]/g, "\\$&")
    .replace(/^(\s*)([-+]|\d+[.)])(?=\s)/, "$1\\$2");

/** Text for one line of a terminal: no escape sequence of the data reaches it. */
export const escapeTerminal = (text: string): string => text.replace(/[\t\r\n]+/g, " ").replace(CONTROL, "\ufffd");
