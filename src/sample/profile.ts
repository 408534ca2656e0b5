import type { Log } from "./events.ts";
import { FIRST_NAMES, LAST_NAMES, MAIL_HOSTS } from "./names.ts";
import { ACQUISITION, PROSPECT, SEGMENTS, type Traits } from "./population.ts";
import type { Stream } from "./random.ts";
import { count, type Totals } from "./totals.ts";

/** How a customer is named in the files: by number in the shop's, by address in the help desk's. */
export interface Profile {
  number: string;
  name: string;
  email: string;
  otherEmail: string;
  phone: string;
}

export const customerNumber = (customer: number): string => String(1_000_000 + customer);

export function profileOf(traits: Traits, seed: number, random: Stream): Profile {
  random.reseed(seed, traits.customer, 3);
  const { language, dial } = traits.country;
  const [first, plain] = random.pick(FIRST_NAMES[language]);
  const number = customerNumber(traits.customer);
  const phone = `${dial}5550${String(traits.customer).padStart(7, "0")}`;
  return {
    number,
    name: `${first} ${random.pick(LAST_NAMES[language])}`,
    email: traits.hasEmail ? `${plain}.${traits.customer}@${random.pick(MAIL_HOSTS)}` : "",
    otherEmail: traits.secondEmail ? `${plain}${traits.customer}.work@example.org` : "",
    phone: !traits.hasEmail || random.chance(0.6) ? phone : "",
  };
}

export function recordCustomer(log: Log, totals: Totals, traits: Traits, profile: Profile): void {
  const { country, region, organisation, joined, consent } = traits;
  const { number: customer, email, otherEmail, phone, name } = profile;
  count(totals.customers, traits.kind === PROSPECT ? "prospects" : "customers");
  log.customers.add({
    customer,
    email,
    otherEmail,
    phone,
    name,
    organisation,
    region,
    joined,
    consent,
    segment: SEGMENTS[traits.segment]!,
    country: country.code,
    language: country.language,
    channel: ACQUISITION[traits.channel]!,
  });
}
