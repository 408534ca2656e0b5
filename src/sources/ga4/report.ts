import type { Format } from "../format.ts";

const DIMENSION = [
  "Session primary channel group (Default Channel Group)",
  ...["Session default channel group", "Session source / medium", "Session source", "Session campaign"],
  "First user primary channel group (Default Channel Group)",
  ...["Landing page", "Landing page + query string", "Page path and screen class", "Page title and screen class"],
  ...["Event name", "Country", "Device category"],
];

export const report: Format = {
  name: "ga4.report",
  system: "ga4",
  doc: "A report of Google Analytics 4 as CSV.",
  notes: ["Its lines are sums over visits and about nobody: they are never taken for customers."],
  evidence: "seen",
  required: [DIMENSION, ["Sessions", "Active users", "Total users", "Views", "Event count"]],
  // Every report begins with lines that say what it is of: `# Start date: 20260801`.
  looks: (sample) => sample.read.skip > 0,
  facts: [],
};
