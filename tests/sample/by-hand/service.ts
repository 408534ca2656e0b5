import { type ByHand, type Contact, type Issue, meanOf, type Part, quantileOf, shareOf, sum } from "../recorded.ts";

const seconds = ({ talk, hold, wrap }: { talk: number; hold: number; wrap: number }) => talk + hold + wrap;
/** Contacts that somebody had, with the seconds that they took. */
const handled = (part: Part): Contact[] => part.of(part.all.contacts).filter(({ legs }) => legs.length > 0);
const handling = (figure: (times: number[]) => { value: number; n: number }): ByHand => ({
  by: "channel",
  group: "chat",
  figure: (part) => figure(handled(part).map(({ legs }) => sum(legs.map(seconds)))),
});
const timeOf = (what: "talk" | "hold" | "wrap"): ByHand => ({
  by: "channel",
  group: "phone",
  figure: (part) => meanOf(handled(part).map(({ legs }) => sum(legs.map((leg) => leg[what])))),
});

const issuesOf = (figure: (issues: Issue[], part: Part) => { value: number; n: number }): ByHand => ({
  by: "topic",
  group: "product",
  figure: (part) => figure(part.of(part.all.issues), part),
});
const until = (end: "answered" | "resolved", figure: (times: number[]) => { value: number; n: number }): ByHand =>
  issuesOf((issues) =>
    figure(issues.filter((each) => each[end] !== undefined).map((each) => each[end]! - each.opened)),
  );

/** Days within which somebody who comes back shows that the first contact did not settle it. */
const SETTLED_AFTER = 7;
/** Seconds within which somebody who was cut off has to call again for it to count. */
const AT_ONCE_SECONDS = 3600;
const settledAtOnce = ({ contacts, reopened }: Issue): boolean => {
  const [first, ...further] = contacts.filter(({ abandoned }) => !abandoned);
  return first!.resolved && reopened === 0 && !further.some(({ day }) => day - first!.day <= SETTLED_AFTER);
};

/** Whether each of several contacts was had with somebody else. */
function metStrangers(contacts: readonly Contact[]): boolean {
  const met = contacts.filter(({ abandoned }) => !abandoned).map(({ agent }) => agent);
  return met.length > 1 && !met.includes("") && new Set(met).size === met.length;
}

/** What an issue cost its customer in effort; undefined where its records cannot say. */
const SIGNALS: Readonly<Record<string, { weight: number; is(issue: Issue): boolean | undefined }>> = {
  "repeat-contact-rate": { weight: 25, is: ({ contacts }) => contacts.length > 1 },
  "repeated-information-rate": { weight: 20, is: ({ contacts }) => contacts.some(({ repeated }) => repeated) },
  "transfer-rate": { weight: 15, is: ({ contacts }) => contacts.some(({ transfers }) => transfers > 0) },
  "channel-switch-rate": {
    weight: 15,
    is: ({ contacts }) => new Set(contacts.map(({ channel }) => channel)).size > 1,
  },
  "reopening-rate": { weight: 10, is: ({ reopened }) => reopened > 0 },
  "long-hold-rate": {
    weight: 10,
    is: ({ contacts }) => {
      const legs = contacts.flatMap((contact) => contact.legs);
      return legs.length === 0 ? undefined : sum(legs.map(({ hold }) => hold)) >= 60;
    },
  },
  "cut-off-rate": {
    weight: 10,
    is: ({ contacts }) =>
      contacts.some(
        (contact) =>
          contact.cutOff &&
          !contact.resolved &&
          contacts.some(({ at }) => at > contact.at && at - contact.at <= AT_ONCE_SECONDS),
      ),
  },
  "long-menu-rate": {
    weight: 5,
    is: ({ contacts }) => {
      const steps = contacts.flatMap((contact) => contact.steps ?? []);
      return steps.length === 0 ? undefined : Math.max(...steps) >= 3;
    },
  },
  "impersonal-reply-rate": {
    weight: 5,
    is: ({ contacts }) => contacts.some(({ templated }) => templated) || metStrangers(contacts),
  },
};
const effortOf = (issue: Issue): number => {
  const known = Object.values(SIGNALS).filter(({ is }) => is(issue) !== undefined);
  const happened = known.filter(({ is }) => is(issue));
  return (100 * sum(happened.map(({ weight }) => weight))) / sum(known.map(({ weight }) => weight));
};

export const SERVICE: Readonly<Record<string, ByHand>> = {
  aht: handling(meanOf),
  "aht-median": handling((times) => quantileOf(times, 0.5)),
  "aht-p90": handling((times) => quantileOf(times, 0.9)),
  "aht-talk": timeOf("talk"),
  "aht-hold": timeOf("hold"),
  "aht-wrap": timeOf("wrap"),
  "waiting-time": {
    by: "channel",
    group: "chat",
    figure: (part) => meanOf(part.of(part.all.contacts).flatMap(({ waited }) => (waited ? [waited] : []))),
  },
  "aht-leg": {
    by: "department",
    group: "Specialists",
    figure: (part) => meanOf(part.of(part.all.contacts.flatMap(({ legs }) => legs)).map(seconds)),
  },
  "abandonment-rate": {
    by: "channel",
    group: "phone",
    figure: (part) => shareOf(part.of(part.all.contacts), ({ abandoned }) => abandoned),
  },
  "first-response-time": until("answered", (times) => quantileOf(times, 0.5)),
  "first-response-time-mean": until("answered", meanOf),
  "resolution-time": until("resolved", (times) => quantileOf(times, 0.5)),
  "resolution-time-mean": until("resolved", meanOf),
  fcr: issuesOf((issues, { all }) =>
    shareOf(
      issues.filter(({ day }) => day + SETTLED_AFTER < all.contactsKnownUntil),
      settledAtOnce,
    ),
  ),
  // A share of the weights that could be known is brought to four decimals before it is added up.
  effort: { ...issuesOf((issues) => meanOf(issues.map(effortOf))), rounding: 0.00005 },
  ...Object.fromEntries(
    Object.entries(SIGNALS).map(([id, { is }]) => [
      id,
      issuesOf((issues) =>
        shareOf(
          issues.filter((issue) => is(issue) !== undefined),
          (issue) => is(issue) === true,
        ),
      ),
    ]),
  ),
  "deflection-rate": {
    ...{ by: "topic", group: "product" },
    figure: (part) => {
      const begun = part.all.issues.flatMap(({ contacts }) => {
        const first = contacts.find(({ abandoned }) => !abandoned);
        if (first?.handledBy !== "bot") return [];
        const isLater = ({ id, at, day }: Contact) =>
          id !== first.id && at >= first.at && day - first.day <= SETTLED_AFTER;
        return [{ ...first, reached: contacts.some((contact) => contact.handledBy === "live" && isLater(contact)) }];
      });
      const known = part.of(begun).filter(({ day }) => day + SETTLED_AFTER < part.all.contactsKnownUntil);
      return shareOf(known, ({ reached }) => !reached);
    },
  },
  "self-service-share": issuesOf((issues) =>
    shareOf(issues, ({ contacts }) => contacts.every(({ handledBy }) => handledBy === "bot")),
  ),
};
