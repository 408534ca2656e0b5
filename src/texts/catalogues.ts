import enCharts from "./catalogue/en/charts.json" with { type: "json" };
import enClaims from "./catalogue/en/claims.json" with { type: "json" };
import enCli from "./catalogue/en/cli.json" with { type: "json" };
import enCompany from "./catalogue/en/company.json" with { type: "json" };
import enContest from "./catalogue/en/contest.json" with { type: "json" };
import enCoverage from "./catalogue/en/coverage.json" with { type: "json" };
import enData from "./catalogue/en/data.json" with { type: "json" };
import enDrivers from "./catalogue/en/drivers.json" with { type: "json" };
import enErrors from "./catalogue/en/errors.json" with { type: "json" };
import enFaces from "./catalogue/en/faces.json" with { type: "json" };
import enFairness from "./catalogue/en/fairness.json" with { type: "json" };
import enGlossary from "./catalogue/en/glossary.json" with { type: "json" };
import enHealth from "./catalogue/en/health.json" with { type: "json" };
import enLag from "./catalogue/en/lag.json" with { type: "json" };
import enLinks from "./catalogue/en/links.json" with { type: "json" };
import enMeasures from "./catalogue/en/measures.json" with { type: "json" };
import enPeople from "./catalogue/en/people.json" with { type: "json" };
import enProblems from "./catalogue/en/problems.json" with { type: "json" };
import enReport from "./catalogue/en/report.json" with { type: "json" };
import enServer from "./catalogue/en/server.json" with { type: "json" };
import enUnits from "./catalogue/en/units.json" with { type: "json" };
import enValue from "./catalogue/en/value.json" with { type: "json" };
import enWeb from "./catalogue/en/web.json" with { type: "json" };
import enWorkspace from "./catalogue/en/workspace.json" with { type: "json" };
import enWorth from "./catalogue/en/worth.json" with { type: "json" };
import plCharts from "./catalogue/pl/charts.json" with { type: "json" };
import plClaims from "./catalogue/pl/claims.json" with { type: "json" };
import plCli from "./catalogue/pl/cli.json" with { type: "json" };
import plCompany from "./catalogue/pl/company.json" with { type: "json" };
import plContest from "./catalogue/pl/contest.json" with { type: "json" };
import plCoverage from "./catalogue/pl/coverage.json" with { type: "json" };
import plData from "./catalogue/pl/data.json" with { type: "json" };
import plDrivers from "./catalogue/pl/drivers.json" with { type: "json" };
import plErrors from "./catalogue/pl/errors.json" with { type: "json" };
import plFaces from "./catalogue/pl/faces.json" with { type: "json" };
import plFairness from "./catalogue/pl/fairness.json" with { type: "json" };
import plGlossary from "./catalogue/pl/glossary.json" with { type: "json" };
import plHealth from "./catalogue/pl/health.json" with { type: "json" };
import plLag from "./catalogue/pl/lag.json" with { type: "json" };
import plLinks from "./catalogue/pl/links.json" with { type: "json" };
import plMeasures from "./catalogue/pl/measures.json" with { type: "json" };
import plPeople from "./catalogue/pl/people.json" with { type: "json" };
import plProblems from "./catalogue/pl/problems.json" with { type: "json" };
import plReport from "./catalogue/pl/report.json" with { type: "json" };
import plServer from "./catalogue/pl/server.json" with { type: "json" };
import plUnits from "./catalogue/pl/units.json" with { type: "json" };
import plValue from "./catalogue/pl/value.json" with { type: "json" };
import plWeb from "./catalogue/pl/web.json" with { type: "json" };
import plWorkspace from "./catalogue/pl/workspace.json" with { type: "json" };
import plWorth from "./catalogue/pl/worth.json" with { type: "json" };
import roCharts from "./catalogue/ro/charts.json" with { type: "json" };
import roClaims from "./catalogue/ro/claims.json" with { type: "json" };
import roCli from "./catalogue/ro/cli.json" with { type: "json" };
import roCompany from "./catalogue/ro/company.json" with { type: "json" };
import roContest from "./catalogue/ro/contest.json" with { type: "json" };
import roCoverage from "./catalogue/ro/coverage.json" with { type: "json" };
import roData from "./catalogue/ro/data.json" with { type: "json" };
import roDrivers from "./catalogue/ro/drivers.json" with { type: "json" };
import roErrors from "./catalogue/ro/errors.json" with { type: "json" };
import roFaces from "./catalogue/ro/faces.json" with { type: "json" };
import roFairness from "./catalogue/ro/fairness.json" with { type: "json" };
import roGlossary from "./catalogue/ro/glossary.json" with { type: "json" };
import roHealth from "./catalogue/ro/health.json" with { type: "json" };
import roLag from "./catalogue/ro/lag.json" with { type: "json" };
import roLinks from "./catalogue/ro/links.json" with { type: "json" };
import roMeasures from "./catalogue/ro/measures.json" with { type: "json" };
import roPeople from "./catalogue/ro/people.json" with { type: "json" };
import roProblems from "./catalogue/ro/problems.json" with { type: "json" };
import roReport from "./catalogue/ro/report.json" with { type: "json" };
import roServer from "./catalogue/ro/server.json" with { type: "json" };
import roUnits from "./catalogue/ro/units.json" with { type: "json" };
import roValue from "./catalogue/ro/value.json" with { type: "json" };
import roWeb from "./catalogue/ro/web.json" with { type: "json" };
import roWorkspace from "./catalogue/ro/workspace.json" with { type: "json" };
import roWorth from "./catalogue/ro/worth.json" with { type: "json" };
import ruCharts from "./catalogue/ru/charts.json" with { type: "json" };
import ruClaims from "./catalogue/ru/claims.json" with { type: "json" };
import ruCli from "./catalogue/ru/cli.json" with { type: "json" };
import ruCompany from "./catalogue/ru/company.json" with { type: "json" };
import ruContest from "./catalogue/ru/contest.json" with { type: "json" };
import ruCoverage from "./catalogue/ru/coverage.json" with { type: "json" };
import ruData from "./catalogue/ru/data.json" with { type: "json" };
import ruDrivers from "./catalogue/ru/drivers.json" with { type: "json" };
import ruErrors from "./catalogue/ru/errors.json" with { type: "json" };
import ruFaces from "./catalogue/ru/faces.json" with { type: "json" };
import ruFairness from "./catalogue/ru/fairness.json" with { type: "json" };
import ruGlossary from "./catalogue/ru/glossary.json" with { type: "json" };
import ruHealth from "./catalogue/ru/health.json" with { type: "json" };
import ruLag from "./catalogue/ru/lag.json" with { type: "json" };
import ruLinks from "./catalogue/ru/links.json" with { type: "json" };
import ruMeasures from "./catalogue/ru/measures.json" with { type: "json" };
import ruPeople from "./catalogue/ru/people.json" with { type: "json" };
import ruProblems from "./catalogue/ru/problems.json" with { type: "json" };
import ruReport from "./catalogue/ru/report.json" with { type: "json" };
import ruServer from "./catalogue/ru/server.json" with { type: "json" };
import ruUnits from "./catalogue/ru/units.json" with { type: "json" };
import ruValue from "./catalogue/ru/value.json" with { type: "json" };
import ruWeb from "./catalogue/ru/web.json" with { type: "json" };
import ruWorkspace from "./catalogue/ru/workspace.json" with { type: "json" };
import ruWorth from "./catalogue/ru/worth.json" with { type: "json" };
import svCharts from "./catalogue/sv/charts.json" with { type: "json" };
import svClaims from "./catalogue/sv/claims.json" with { type: "json" };
import svCli from "./catalogue/sv/cli.json" with { type: "json" };
import svCompany from "./catalogue/sv/company.json" with { type: "json" };
import svContest from "./catalogue/sv/contest.json" with { type: "json" };
import svCoverage from "./catalogue/sv/coverage.json" with { type: "json" };
import svData from "./catalogue/sv/data.json" with { type: "json" };
import svDrivers from "./catalogue/sv/drivers.json" with { type: "json" };
import svErrors from "./catalogue/sv/errors.json" with { type: "json" };
import svFaces from "./catalogue/sv/faces.json" with { type: "json" };
import svFairness from "./catalogue/sv/fairness.json" with { type: "json" };
import svGlossary from "./catalogue/sv/glossary.json" with { type: "json" };
import svHealth from "./catalogue/sv/health.json" with { type: "json" };
import svLag from "./catalogue/sv/lag.json" with { type: "json" };
import svLinks from "./catalogue/sv/links.json" with { type: "json" };
import svMeasures from "./catalogue/sv/measures.json" with { type: "json" };
import svPeople from "./catalogue/sv/people.json" with { type: "json" };
import svProblems from "./catalogue/sv/problems.json" with { type: "json" };
import svReport from "./catalogue/sv/report.json" with { type: "json" };
import svServer from "./catalogue/sv/server.json" with { type: "json" };
import svUnits from "./catalogue/sv/units.json" with { type: "json" };
import svValue from "./catalogue/sv/value.json" with { type: "json" };
import svWeb from "./catalogue/sv/web.json" with { type: "json" };
import svWorkspace from "./catalogue/sv/workspace.json" with { type: "json" };
import svWorth from "./catalogue/sv/worth.json" with { type: "json" };
import type { Language } from "./language.ts";

export const AREAS = [
  "report",
  "charts",
  "units",
  "measures",
  "links",
  "workspace",
  "worth",
  "value",
  "problems",
  "fairness",
  "coverage",
  "data",
  "cli",
  "claims",
  "contest",
  "lag",
  "drivers",
  "errors",
  "faces",
  "company",
  "people",
  "health",
  "server",
  "web",
  "glossary",
] as const;
export type Area = (typeof AREAS)[number];

/** A key and its ICU message. */
export type Catalogue = Readonly<Record<string, string>>;

/** The catalogues as they stand in the files: one a language and area. */
export const CATALOGUES: Readonly<Record<Language, Readonly<Record<Area, Catalogue>>>> = {
  en: {
    report: enReport,
    charts: enCharts,
    units: enUnits,
    measures: enMeasures,
    links: enLinks,
    workspace: enWorkspace,
    worth: enWorth,
    value: enValue,
    problems: enProblems,
    fairness: enFairness,
    coverage: enCoverage,
    data: enData,
    cli: enCli,
    drivers: enDrivers,
    errors: enErrors,
    faces: enFaces,
    claims: enClaims,
    contest: enContest,
    lag: enLag,
    company: enCompany,
    people: enPeople,
    health: enHealth,
    server: enServer,
    web: enWeb,
    glossary: enGlossary,
  },
  pl: {
    report: plReport,
    charts: plCharts,
    units: plUnits,
    measures: plMeasures,
    links: plLinks,
    workspace: plWorkspace,
    worth: plWorth,
    value: plValue,
    problems: plProblems,
    fairness: plFairness,
    coverage: plCoverage,
    data: plData,
    cli: plCli,
    drivers: plDrivers,
    errors: plErrors,
    faces: plFaces,
    claims: plClaims,
    contest: plContest,
    lag: plLag,
    company: plCompany,
    people: plPeople,
    health: plHealth,
    server: plServer,
    web: plWeb,
    glossary: plGlossary,
  },
  sv: {
    report: svReport,
    charts: svCharts,
    units: svUnits,
    measures: svMeasures,
    links: svLinks,
    workspace: svWorkspace,
    worth: svWorth,
    value: svValue,
    problems: svProblems,
    fairness: svFairness,
    coverage: svCoverage,
    data: svData,
    cli: svCli,
    drivers: svDrivers,
    errors: svErrors,
    faces: svFaces,
    claims: svClaims,
    contest: svContest,
    lag: svLag,
    company: svCompany,
    people: svPeople,
    health: svHealth,
    server: svServer,
    web: svWeb,
    glossary: svGlossary,
  },
  ru: {
    report: ruReport,
    charts: ruCharts,
    units: ruUnits,
    measures: ruMeasures,
    links: ruLinks,
    workspace: ruWorkspace,
    worth: ruWorth,
    value: ruValue,
    problems: ruProblems,
    fairness: ruFairness,
    coverage: ruCoverage,
    data: ruData,
    cli: ruCli,
    drivers: ruDrivers,
    errors: ruErrors,
    faces: ruFaces,
    claims: ruClaims,
    contest: ruContest,
    lag: ruLag,
    company: ruCompany,
    people: ruPeople,
    health: ruHealth,
    server: ruServer,
    web: ruWeb,
    glossary: ruGlossary,
  },
  ro: {
    report: roReport,
    charts: roCharts,
    units: roUnits,
    measures: roMeasures,
    links: roLinks,
    workspace: roWorkspace,
    worth: roWorth,
    value: roValue,
    problems: roProblems,
    fairness: roFairness,
    coverage: roCoverage,
    data: roData,
    cli: roCli,
    drivers: roDrivers,
    errors: roErrors,
    faces: roFaces,
    claims: roClaims,
    contest: roContest,
    lag: roLag,
    company: roCompany,
    people: roPeople,
    health: roHealth,
    server: roServer,
    web: roWeb,
    glossary: roGlossary,
  },
};
