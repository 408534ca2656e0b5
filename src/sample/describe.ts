import type { Company } from "./options.ts";

const WHAT: Record<string, string> = {
  "customers.csv": "one row a person or organisation; prospects who never bought are among them",
  "orders.csv": "one row an order, subscription payments included; amounts net of tax and discount, gross of refunds",
  "order_lines.csv": "what was in the orders, with list price and cost; the lines add up to the order",
  "refunds.csv": "money given back, on its own date",
  "subscriptions.csv": "one row a stretch of a monthly plan that stayed the same; `until` is the first day after it",
  "tickets.csv": "issues in the help desk, which knows people by e-mail (or telephone) and not by customer number",
  "contacts.csv": "calls, chats and messages of the tickets, bots and abandoned calls included",
  "contact_legs.csv": "each agent's part of a contact: talking, on hold, work afterwards",
  "survey_invitations.csv": "who was asked for feedback, and why somebody was not",
  "survey_answers.csv":
    "one row an answered question: recommendation (nps), satisfaction (csat), ease (ces), quality items (qci)",
  "reviews.csv": "public ratings; those on other sites do not say who wrote them",
  "loyalty_points.csv": "points earned, redeemed and expired",
  "touches.csv": "visits, clicks and sign-ups, with campaign and cost",
  "offers.csv": "quotes and how they ended",
  "referrals.csv": "who brought whom",
  "costs.csv": "monthly costs by area",
  "employees.csv": "the people who answer, their teams and dates",
};

/** The README of a sample folder: what each file is and how the files go together. */
export function describeSample(company: Company, files: readonly { name: string; rows: number }[]): string {
  const list = files.map(({ name, rows }) => `| ${name} | ${rows} | ${WHAT[name] ?? ""} |`).join("\n");
  return `# A made-up company

${company.customers} customers of a shop for coffee and tea, from ${company.start} to ${company.until}. Nobody in these files exists.
They have the shape in which companies export such records: CSV in UTF-8, one currency (EUR), local times without an offset.

| file | rows | one row is |
| --- | ---: | --- |
${list}

The shop, the surveys and the loyalty programme know people by customer number; the help desk knows them by e-mail. Both are
in customers.csv, where a few people have no e-mail and a few have two. A few rows cannot be right (an impossible date, a
score of 11, no customer); truth.json says how many, under \`planted\`.

truth.json holds what no company ever knows: what the same customers would have done after another answer. For each step
between bands (detractor to passive, passive to promoter), outcome and horizon it gives the effect on those who would move
(\`atu\`), the average effect (\`ate\`) and the naive gap between the bands (\`naive\`), and also the control totals of the
files and the parameters of the model. Do not load it together with the data.
`;
}
