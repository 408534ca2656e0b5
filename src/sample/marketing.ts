import { PRODUCTS } from "./catalogue.ts";
import { comment } from "./comments.ts";
import { type Log, momentOf } from "./events.ts";
import { ACQUISITION, blankTraits, drawTraits, PROSPECT, REFERRAL } from "./population.ts";
import { customerNumber, type Profile } from "./profile.ts";
import { Stream } from "./random.ts";
import type { Simulation } from "./simulate.ts";

interface Touch {
  touch: string;
  stage: string;
  channel: string;
  cents: number;
  campaign: string;
}

const TOUCHES: readonly Touch[] = [
  { touch: "site visit", stage: "consideration", channel: "web", cents: 0, campaign: "" },
  { touch: "product page", stage: "consideration", channel: "web", cents: 0, campaign: "" },
  { touch: "newsletter click", stage: "loyalty", channel: "email", cents: 3, campaign: "newsletter" },
  { touch: "advert click", stage: "awareness", channel: "social", cents: 65, campaign: "brand" },
];
const TOUCH_SHARES = [0.4, 0.2, 0.28, 0.12];
/** Channels whose sign-ups come from a campaign and cost money. */
const PAID = new Set<string>(["search", "social", "affiliate"]);
const LOST_REASONS = ["price", "chose a competitor", "no budget", "bad timing"] as const;
const SITES = ["own shop", "own shop", "own shop", "TrustView", "MapReviews"] as const;

/** What marketing and sales write down about the customer at hand: touches, offers, referrals and reviews. */
export class MarketingLog {
  private readonly other = blankTraits();
  private readonly otherRandom = new Stream();

  constructor(
    private readonly simulation: Simulation,
    private readonly log: Log,
  ) {}

  record(profile: Profile): void {
    const { company, random, traits } = this.simulation;
    random.reseed(company.seed, traits.customer, 8);
    this.touches(profile);
    this.offers(profile);
    this.reviews(profile);
    if (traits.channel === REFERRAL && traits.joined >= 0) this.referral(profile);
  }

  private touches(profile: Profile): void {
    const { company, random, traits } = this.simulation;
    const channel = ACQUISITION[traits.channel]!;
    if (traits.joined >= 0 && !company.lean) {
      const isPaid = PAID.has(channel);
      const campaign = isPaid ? channel : "";
      this.touch(profile, traits.joined, {
        touch: "sign-up",
        stage: "awareness",
        channel,
        campaign,
        cents: isPaid ? 180 : 0,
      });
    }
    const perYear = (traits.kind === PROSPECT ? 1.5 : 1.1) * (company.lean ? 0.3 : 1);
    let day = Math.max(traits.joined, 0) + 1;
    for (;;) {
      day += (random.exponential() * 365) / perYear;
      if (day >= company.days) return;
      const kind = TOUCHES[random.weighted(TOUCH_SHARES)]!;
      if (kind.channel !== "email" || traits.consent) this.touch(profile, Math.floor(day), kind);
    }
  }

  private touch(profile: Profile, day: number, kind: Touch): void {
    const { calendar, random } = this.simulation;
    const { touch, stage, channel, cents } = kind;
    this.log.touches.add({
      customer: profile.number,
      touch,
      stage,
      channel,
      at: momentOf(day, random.between(28_800, 75_000)),
      campaign: kind.campaign ? `${kind.campaign} ${calendar.text(day).slice(0, 7)}` : "",
      cost: cents === 0 ? undefined : cents,
    });
  }

  private offers(profile: Profile): void {
    const { company, random, traits } = this.simulation;
    const perYear = traits.segment === 1 ? 0.55 : 0.06;
    let time = Math.max(traits.joined, 0);
    for (let n = 1; ; n++) {
      time += (random.exponential() * 365) / perYear;
      if (time >= company.days) return;
      const day = Math.floor(time);
      const decidedOn = day + random.between(2, 40);
      const draw = random.next();
      const open = decidedOn >= company.days;
      const won = draw < (traits.kind === PROSPECT ? 0 : 0.4);
      const outcome = open ? "open" : won ? "won" : draw < 0.75 ? "lost" : "declined";
      const reason = open || won ? "" : random.pick(LOST_REASONS);
      const amount = Math.round(Math.exp(traits.logValue + 1.2 + 0.5 * random.normal()));
      const decided = open ? undefined : momentOf(decidedOn, random.between(30_000, 61_000));
      const stage = open ? "quoted" : "closed";
      const product = traits.segment === 1 ? "Office supply" : random.pick(PRODUCTS).product;
      this.log.offers.add({
        id: `Q${profile.number}-${n}`,
        customer: profile.number,
        product,
        amount,
        stage,
        outcome,
        reason,
        decided,
        at: momentOf(day, random.between(30_000, 61_000)),
        channel: random.chance(0.6) ? "email" : "phone",
      });
    }
  }

  /** After some deliveries. Reviews on other sites do not say who wrote them. */
  private reviews(profile: Profile): void {
    const { company, moments, random, traits, world } = this.simulation;
    const { history: h } = world;
    for (let i = 0; i < h.orders; i++) {
      if (h.delivered[i]! < 0 || !random.chance(company.lean ? 0.01 : 0.03)) continue;
      const day = h.delivered[i]! + random.between(1, 14);
      if (day >= company.days) continue;
      const score = moments.findLast((moment) => moment.answered && moment.day < day)?.score ?? 7.5;
      const latent = 4.2 + 0.28 * (score - 7.5) - (h.late[i] ? 1.2 : 0) + random.normal();
      const rating = Math.max(1, Math.min(5, Math.round(latent)));
      const site = random.pick(SITES);
      const author = site === "own shop" ? profile.number : "";
      const tone = rating <= 2 ? 0 : rating === 3 ? 1 : 2;
      const { language } = traits.country;
      const text = comment(language, h.late[i] ? "delivery" : "product", tone, random);
      this.log.reviews.add({
        id: `V${profile.number}-${i + 1}`,
        author,
        site,
        rating,
        comment: text,
        language,
        at: momentOf(day, random.between(30_000, 79_000)),
        product: random.pick(PRODUCTS).product,
      });
    }
  }

  /** Somebody who was a customer before. */
  private referral(profile: Profile): void {
    const { company, random, traits } = this.simulation;
    for (let attempt = 0; attempt < 8; attempt++) {
      const customer = 1 + random.below(company.customers);
      if (customer === traits.customer) continue;
      const friend = drawTraits(this.other, customer, company, this.otherRandom);
      if (friend.kind === PROSPECT || friend.joined >= traits.joined) continue;
      this.log.referrals.add({
        customer: customerNumber(customer),
        referred: profile.number,
        at: momentOf(traits.joined, random.between(30_000, 70_000)),
        channel: random.chance(0.7) ? "link" : "word of mouth",
      });
      return;
    }
  }
}
