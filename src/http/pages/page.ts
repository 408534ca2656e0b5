import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { type Html, html, trusted } from "../../report/html.ts";
import { STYLE } from "../../report/style.ts";
import { LANGUAGES, type Language } from "../../texts/language.ts";
import { type Texts, texts } from "../../texts/texts.ts";
import type { Served } from "../route.ts";

/** On top of the report's style: a sheet in the middle with a form. */
const DOOR_STYLE = `${STYLE}
.door{max-width:26rem;margin:var(--s8) auto;padding-inline:var(--s4)}
.door .sheet{background:var(--surface);border:1px solid var(--line);border-radius:var(--radius);box-shadow:var(--shadow);padding:var(--s6)}
.door h1{font-size:var(--t4);line-height:1.25;margin-bottom:var(--s2)}
.door .brand{margin-bottom:var(--s5)}
.door form{display:grid;gap:var(--s4);margin-top:var(--s5)}
.door label{display:grid;gap:var(--s1);font-weight:600;font-size:var(--t1)}
.door input{font:inherit;font-weight:400;font-size:var(--t2);color:var(--ink);background:var(--paper);border:1px solid var(--line-2);border-radius:6px;padding:var(--s2) var(--s3);min-height:2.75rem;width:100%}
.door .hint{font-weight:400;color:var(--ink-2)}
.door button,.door .go{font:inherit;font-weight:650;text-align:center;text-decoration:none;background:var(--accent);color:var(--surface);border:0;border-radius:6px;min-height:2.75rem;padding:var(--s2) var(--s4);cursor:pointer;display:grid;place-items:center;width:100%}
.door button:disabled{opacity:.6;cursor:progress}
.door button.plain,.door .go.plain{background:none;color:var(--accent);border:1px solid var(--line-2)}
.door .wrong{color:var(--bad);font-weight:600;min-height:1.5em}
.door dl{display:grid;grid-template-columns:auto 1fr;gap:var(--s1) var(--s4);font-size:var(--t1);margin-top:var(--s4)}
.door dt{color:var(--ink-2)}
.door .ways{display:grid;gap:var(--s3);margin-top:var(--s5)}
`;

/** Sends a form as JSON, says what was wrong, and goes on where it was right. */
const FORM_SCRIPT = `(() => {
const form = document.querySelector("form");
const wrong = document.querySelector(".wrong");
const button = form.querySelector("button");
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  button.disabled = true;
  wrong.textContent = "";
  const values = Object.fromEntries(new FormData(form));
  const { method, address, then, lost } = form.dataset;
  try {
    const body = method === "DELETE" ? {} : { body: JSON.stringify(values), headers: { "content-type": "application/json" } };
    const answer = await fetch(address, { method, ...body });
    if (answer.ok) return location.assign(then);
    const problem = await answer.json();
    wrong.textContent = form.dataset[problem.code.replace(/\\W/g, "")] ?? [problem.title, problem.detail].filter(Boolean).join(" ");
  } catch {
    wrong.textContent = lost;
  }
  button.disabled = false;
  form.querySelector("input")?.focus();
});
})();`;

const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const POLICY = `default-src 'none'; style-src ${hashOf(DOOR_STYLE)}; script-src ${hashOf(FORM_SCRIPT)}; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'`;

/** One sheet in the middle of the page. */
export function sendSheet(
  reply: FastifyReply,
  words: Texts,
  { title, main }: { title: string; main: Html },
): FastifyReply {
  const page = html`<!doctype html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} – Feltworth</title>
<style>${trusted(DOOR_STYLE)}</style>
</head>
<body>
<main class="door"><div class="sheet"><p class="brand">Feltworth</p>
${main}
</div></main>
<script>${trusted(FORM_SCRIPT)}</script>
</body>
</html>`;
  return reply
    .header("content-security-policy", POLICY)
    .header("cache-control", "no-store")
    .type("text/html; charset=utf-8")
    .send(page.text);
}

/** Texts in the language of whoever is signed in, else the one that their browser asks for first, else the company's. */
export function wordsFor(request: FastifyRequest, served: Served, own: string | null = null): Texts {
  const asked = (request.headers["accept-language"] ?? "")
    .split(",")
    .map((part) => part.trim().slice(0, 2).toLowerCase());
  const known = (code: string | null): code is Language => LANGUAGES.some((language) => language === code);
  const language = [own, ...asked].find(known) ?? served.live.present?.company.language ?? "en";
  return texts(language);
}
