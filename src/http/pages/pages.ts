import { PASSWORD_LENGTH } from "../../app/server/access.ts";
import { findingsIn, reportOf } from "../../app/server/findings.ts";
import { REFUSALS } from "../../app/server/open-id/open-id.ts";
import { html } from "../../report/html.ts";
import { onePageHtml, reportHtml } from "../../report/report-html.ts";
import type { ReportInput } from "../../report/report-input.ts";
import type { Texts } from "../../texts/texts.ts";
import { texts } from "../../texts/texts.ts";
import { refuseUnless } from "../authenticate.ts";
import { type Route, route } from "../route.ts";
import { isFresh } from "../unchanged.ts";
import { sendSheet, wordsFor } from "./page.ts";
import { sendShell } from "./shell.ts";

const DOCUMENTS = {
  "/report": reportHtml,
  "/onepage": onePageHtml,
} as const satisfies Record<string, (input: ReportInput, words: Texts) => string>;

/** What a browser opens: the door, the way in, and the report as it stands. */
export const PAGES: readonly Route[] = [
  route({
    ...{ method: "GET", url: "/", allow: "anyone", tag: "pages" },
    summary: "The way in: to the screens, or to the door",
    handle: async ({ actor, reply }) => (actor?.kind === "user" ? sendShell(reply) : reply.redirect("/sign-in", 303)),
  }),
  route({
    ...{ method: "GET", url: "/sign-in", allow: "anyone", tag: "pages" },
    summary: "Where people sign in",
    handle: async ({ request, reply, served }) => {
      if (!(await served.access.isSetUp())) return reply.redirect("/set-up", 303);
      const words = wordsFor(request, served);
      const refused = REFUSALS.find((reason) => reason === (request.query as { refused?: unknown }).refused);
      const otherWay = served.openId
        ? html`<div class="ways"><a class="go plain" href="/api/v1/session/openid">${words.t("server.openid", { text: served.openId.settings.name })}</a></div>`
        : html``;
      return sendSheet(reply, words, {
        title: words.t("server.sign_in"),
        main: html`<h1>${words.t("server.sign_in")}</h1>
<form data-method="POST" data-address="/api/v1/session" data-then="/" data-lost="${words.t("server.lost")}" data-accesswrong="${words.t("server.wrong")}" data-accesslocked="${words.t("server.locked")}">
<label>${words.t("server.email")}<input name="email" type="email" autocomplete="username" required></label>
<label>${words.t("server.password")}<input name="password" type="password" autocomplete="current-password" required></label>
<p class="wrong" role="alert">${refused ? words.t(`server.openid.${refused}`) : ""}</p>
<button>${words.t("server.sign_in")}</button></form>${otherWay}`,
      });
    },
  }),
  route({
    ...{ method: "GET", url: "/set-up", allow: "anyone", tag: "pages" },
    summary: "Where the first administrator is made",
    handle: async ({ request, reply, served }) => {
      if (await served.access.isSetUp()) return reply.redirect("/sign-in", 303);
      const words = wordsFor(request, served);
      return sendSheet(reply, words, {
        title: words.t("server.set_up"),
        main: html`<h1>${words.t("server.set_up")}</h1><p class="support">${words.t("server.set_up.intro")}</p>
<form data-method="POST" data-address="/api/v1/setup" data-then="/sign-in" data-lost="${words.t("server.lost")}" data-accesswrong="${words.t("server.wrong_code")}">
<label>${words.t("server.code")}<input name="code" autocomplete="off" required></label>
<label>${words.t("server.name")}<input name="name" autocomplete="name" required maxlength="200"></label>
<label>${words.t("server.email")}<input name="email" type="email" autocomplete="username" required></label>
<label>${words.t("server.password")}<span class="hint">${words.t("server.password_length", { n: PASSWORD_LENGTH.least })}</span><input name="password" type="password" autocomplete="new-password" minlength="${PASSWORD_LENGTH.least}" required></label>
<p class="wrong" role="alert"></p>
<button>${words.t("server.set_up.go")}</button></form>`,
      });
    },
  }),
  ...Object.entries(DOCUMENTS).map(([url, document]) =>
    route({
      ...{ method: "GET", url, allow: "anyone", tag: "pages" },
      summary: "The report of the present data, as a page",
      handle: async ({ actor, request, reply, served }) => {
        if (!actor) return reply.redirect("/sign-in", 303);
        refuseUnless(actor, "figures.read");
        const answered = await reportOf(served.live);
        const own = actor.kind === "user" ? actor.user.language : null;
        const words = texts(wordsFor(request, served, own ?? answered.value.settings.language).language, {
          words: answered.value.words ?? {},
        });
        served.studies.shown(findingsIn(answered.value, null), answered.dataVersion);
        if (isFresh(request, reply, `${url} ${words.language}`, answered)) return reply;
        reply.header("content-security-policy", "frame-ancestors 'none'");
        return reply.type("text/html; charset=utf-8").send(document(answered.value, words));
      },
    }),
  ),
];
