/** How findings are drawn, for every page that shows them: the report's own and the dashboard's. */
export { answerPanels, type ShownAnswer } from "./answer-section.ts";
export { findingArticle } from "./chapters-section.ts";
export { type Html, html } from "./html.ts";
export { linkDetails, linkMatrix } from "./links-section.ts";
export { measureArticle, unlockList } from "./measures-section.ts";
export { findingTitle, nameOf } from "./names.ts";
export { anchor, type Look } from "./view.ts";
