import type { z } from "zod";
import { type Day, daysBetween } from "../../../base/day.ts";
import { isoMoment } from "../../../base/instant.ts";
import type * as contract from "../../../contracts/customers.ts";
import { outlookOf } from "../../../customers/outlook.ts";
import { customerProfile, type ProfileRows } from "../../../customers/profile.ts";
import { FAR_DAY, type PanelInfo } from "../../../panel/settings.ts";
import type { Row } from "../../../store/ports/analytics.ts";
import type { OpenCompany } from "../../open-company.ts";
import type { LiveCompany } from "../live-company.ts";
import { aboutList, customerRow } from "./list.ts";
import { lookAtCustomers, numberIn, textIn, thePartyOf } from "./looking.ts";
import { outlookBasis, reasonsIn, valuedSoon } from "./valued.ts";
import { isOpaque, type Sight } from "./withheld.ts";

type Profile = z.infer<typeof contract.CustomerProfile>;
type Outlook = Profile["outlook"];

/** What is known of a customer, and what is expected, as a role may see it. @throws RequestError `request.not_found` */
export async function profileOf(live: LiveCompany, id: string, sight: Sight): Promise<Profile> {
  await valuedSoon(live);
  return lookAtCustomers(live, async (company) => {
    const { context } = company.analysis;
    const party = await thePartyOf(company, id);
    const rows = (await customerProfile(context, party))!;
    const { info } = context;
    return {
      ...customerRow(rows.customer, sight),
      ...described(rows, sight),
      ...standing(rows, info),
      ...recorded(rows, sight),
      outlook: await expected(company, party),
      ...aboutList(info, sight),
    };
  });
}

function described({ customer, identifiers, accounts, consent, channels }: ProfileRows, { people }: Sight) {
  const day = (at: string | null) => at?.slice(0, 10) ?? null;
  return {
    kind: textIn(customer, "party_kind"),
    identifiers: identifiers.map((row) => {
      const [kind, value] = [String(row.kind), String(row.value)];
      return { kind, value: people || isOpaque(kind, value) ? value : null };
    }),
    accounts: accounts.map((row) => ({
      ...{ account: String(row.account), role: textIn(row, "role") },
      ...{ since: day(textIn(row, "since")), until: textIn(row, "until") },
    })),
    ...{ region: textIn(customer, "region"), language: textIn(customer, "language"), plan: textIn(customer, "plan") },
    ...{ acquisitionChannel: textIn(customer, "acquisition_channel"), joined: textIn(customer, "joined") },
    usualChannels: {
      contact: usualChannel(channels, "contact"),
      order: usualChannel(channels, "order"),
    },
    consent: consent ? { given: consent.consent === true, since: day(textIn(consent, "at")) } : null,
  };
}

function usualChannel(channels: readonly Row[], what: "contact" | "order"): Profile["usualChannels"]["contact"] {
  const row = channels.find((each) => each.what === what);
  return row ? { channel: String(row.channel), count: Number(row.n), of: Number(row.known) } : null;
}

/** Since when the customer is what they are. */
function standing({ customer, spell }: ProfileRows, { asOf }: PanelInfo) {
  const since = textIn(customer, "since") as Day | null;
  const isFormer = customer.status === "former";
  const left = spell && spell.to_day !== FAR_DAY ? (String(spell.to_day) as Day) : null;
  const until = isFormer ? left : asOf;
  const statusSince = !spell ? textIn(customer, "joined") : isFormer ? left : textIn(spell, "from_day");
  return {
    since,
    statusSince,
    tenureDays: since === null || until === null ? null : Math.max(0, daysBetween(since, until)),
  };
}

function recorded({ customer, scores, effort, openCases, openDeliveries, openOffers }: ProfileRows, { agents }: Sight) {
  const isCosted = Number(customer.uncosted_contacts) === 0;
  const costOfContacts = isCosted ? Number(customer.contact_cost) : null;
  const margin = numberIn(customer, "margin");
  const hasRevenue = customer.revenue !== null;
  const signals = Object.keys(effort).filter((key) => key.endsWith("_known"));
  return {
    scores: scores.map((row) => ({
      ...{ measure: String(row.measure), value: Number(row.score), band: textIn(row, "band"), on: textIn(row, "day") },
      ...{ touchpoint: textIn(row, "touchpoint"), topic: textIn(row, "topic") },
    })),
    effort: {
      ...{ cases: Number(effort.cases), index: numberIn(effort, "effort"), measured: Number(effort.measured) },
      signals: signals.map((key) => {
        const signal = key.replace(/_known$/, "");
        return { signal, cases: Number(effort[signal] ?? 0), known: Number(effort[key]) };
      }),
    },
    valueToDate: {
      ...{ refunded: hasRevenue ? Number(customer.refunded) : null, costOfContacts },
      net: margin === null || costOfContacts === null ? null : margin - costOfContacts,
    },
    openCases: openCases.map((row) => ({
      ...{ id: textIn(row, "case_id"), opened: isoMoment(String(row.at)), topic: textIn(row, "topic") },
      ...{ channel: textIn(row, "channel"), team: textIn(row, "team"), agent: agents ? textIn(row, "agent") : null },
      ...{ priority: textIn(row, "priority"), status: textIn(row, "status"), reopened: numberIn(row, "reopened") },
      isAnswered: Number(row.answered) === 1,
    })),
    openPromises: [
      ...openDeliveries.map((row) => ({
        ...{ kind: "delivery" as const, id: textIn(row, "order_id"), of: textIn(row, "product") },
        ...{ amount: numberIn(row, "amount"), currency: textIn(row, "currency") },
        ...{ made: isoMoment(String(row.at)), due: isoMoment(String(row.promised)), isLate: Number(row.late) === 1 },
      })),
      ...openOffers.map((row) => ({
        ...{ kind: "offer" as const, id: textIn(row, "offer_id"), of: textIn(row, "product") },
        ...{ amount: numberIn(row, "amount"), currency: textIn(row, "currency") },
        ...{ made: isoMoment(String(row.at)), due: null, isLate: false },
      })),
    ],
  };
}

async function expected({ analysis: { context } }: OpenCompany, party: string): Promise<Outlook> {
  const basis = outlookBasis(context);
  if (basis === undefined) return { state: "computing" };
  if (basis === null) return { state: "not_measured", why: "no_model" };
  const row = await outlookOf(context, party);
  if (!row) return { state: "not_measured", why: "no_history" };
  const { terms, level, value, horizon, readyHorizon, missing } = basis;
  const [toCome, low, high, clv] = ["to_come", "to_come_low", "to_come_high", "clv"].map((key) => Number(row[key]));
  const [gone, chance] = [numberIn(row, "risk"), numberIn(row, "ready")];
  const cost = (key: string) => 0 - Number(row[key]);
  return {
    ...{
      state: "estimate",
      kind: Number(row.is_modelled) === 1 ? (String(row.kind) as "purchases" | "contract") : "none",
    },
    ...{
      alive: numberIn(row, "alive"),
      purchasesNextYear: numberIn(row, "purchases_year"),
      staysAYear: numberIn(row, "stays"),
    },
    ...{ costToAcquire: cost("acquire"), costToServe: cost("serve"), costToKeep: cost("keep") },
    toCome: { value: toCome!, low: low!, high: high!, level },
    lifetimeValue: { value: clv!, low: clv! - toCome! + low!, high: clv! - toCome! + high!, level },
    ...{ months: terms.months, discountAnnual: terms.discount, valueIn: value, missingCosts: [...missing] },
    risk:
      gone === null || horizon === null
        ? null
        : {
            ...{ gone, days: horizon, moneyAtRisk: gone * Math.max(0, toCome!) },
            reasons: reasonsIn(row),
          },
    ready:
      chance === null || readyHorizon === null
        ? null
        : { chance, days: readyHorizon, reasons: reasonsIn(row, "ready_reason") },
    basis: "model",
  };
}
