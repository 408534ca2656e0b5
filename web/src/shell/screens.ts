/** Where the screens are, in the order of the navigation. `title` is a key of the catalogues; `may` what somebody needs to see it. */
export interface ScreenPlace {
  path: string;
  title: string;
  may: string;
}

export interface ScreenGroup {
  title: string;
  screens: readonly ScreenPlace[];
}

const figures = (path: string, title: string): ScreenPlace => ({ path, title, may: "figures.read" });

/** Chapters of findings: their address is their name. */
export const CHAPTERS = [
  "worth",
  "drivers",
  "contest",
  "lag",
  "claims",
  "problems",
  "coverage",
  "fairness",
  "clv",
  "stages",
  "churn",
  "forecast",
  "risk",
] as const;
export type Chapter = (typeof CHAPTERS)[number];

const chapter = (id: Chapter): ScreenPlace => figures(`/${id}`, `web.nav.${id}`);

export const GROUPS: readonly ScreenGroup[] = [
  {
    title: "web.group.doing",
    screens: [
      { path: "/", title: "web.nav.home", may: "" },
      figures("/measures", "web.nav.measures"),
      chapter("problems"),
      chapter("coverage"),
      chapter("fairness"),
    ],
  },
  {
    title: "web.group.worth",
    screens: [
      figures("/relate", "web.nav.relate"),
      figures("/links", "web.nav.links"),
      chapter("worth"),
      chapter("drivers"),
      chapter("contest"),
      chapter("lag"),
      chapter("claims"),
    ],
  },
  {
    title: "web.group.ahead",
    screens: [chapter("clv"), chapter("stages"), chapter("churn"), chapter("forecast"), chapter("risk")],
  },
  {
    title: "web.group.house",
    screens: [
      { path: "/customers", title: "web.nav.customers", may: "people.read" },
      { path: "/data", title: "web.nav.data", may: "data.read" },
      figures("/reports", "web.nav.reports"),
      { path: "/settings", title: "web.nav.settings", may: "" },
    ],
  },
];

/** The way to a finding, by the id of its element on a page of the report. */
export function placeOf(element: string): string | null {
  const [kind, ...rest] = element.split("-");
  const id = rest.join("-");
  if (kind === "measure") return `/measures/${encodeURIComponent(id)}`;
  if (kind === "link") return `/links#${element}`;
  return CHAPTERS.some((known) => known === kind) ? `/${kind}#${element}` : null;
}
