/**
 * The model behind the sample company. `truth.json` prints it, so that whoever checks a method knows what was true.
 * Bands are 0 detractor, 1 passive, 2 promoter; money is in euro, rates are per year.
 */
export const PARAMETERS = {
  population: {
    /** Prospect, passer-by (buys once), buyer, subscriber. */
    kinds: [0.1, 0.12, 0.62, 0.16],
    kindsLean: [0.1, 0.825, 0.06, 0.015],
    joinedBefore: 0.55,
    professional: 0.2,
    noEmail: 0.015,
    secondEmail: 0.03,
    consent: 0.93,
    member: 0.55,
  },
  purchases: {
    /** Mean orders a year at passive level, by segment (home, professional), and the gamma shape over customers. */
    perYear: [5.2, 6.4],
    perYearSubscriber: 1.8,
    rateShape: 2,
    /** Order value at list price: median by segment, spread over customers and over orders (log scale). */
    median: [84, 128],
    spreadCustomers: 0.15,
    spreadOrders: 0.5,
    costShare: [0.47, 0.61],
    discounted: 0.3,
    cancelled: 0.012,
    returned: 0.07,
    late: 0.09,
    leavePerYear: 0.2,
    leaveShape: 2,
    trendPerYear: 0.03,
  },
  subscriptions: {
    plans: ["Small", "Medium", "Large", "Office"],
    prices: [24.9, 39.9, 59.9, 99.9],
    costShare: 0.55,
    cancelPerMonth: 0.017,
    cancelShape: 2,
    failedPayment: 0.012,
    failedForGood: 0.003,
    upgrade: 0.012,
    downgrade: 0.008,
    pause: 0.01,
    priceRise: 0.03,
  },
  /** What a band does to later behaviour until the next answer, on the log scale; multiplied by the option `effect`. */
  effect: {
    purchaseRate: [-0.2, 0, 0.22],
    leaving: [0.5, 0, -0.5],
    contacts: [0.22, 0, -0.12],
    lastsDays: 540,
  },
  score: {
    intercept: 7.85,
    noise: 1.75,
    /** Times `confounding`: per log of 12-month margin, year of tenure, contact in 12 months. */
    margin: 0.95,
    marginUnit: 100,
    marginCentre: 1.2,
    tenure: 0.12,
    tenureCentre: 2.5,
    contacts: -0.25,
    contactsCentre: 1,
    /** Experience in the last 180 days: the last delivery and the last contact, centred so that their mean is 0. */
    experienceDays: 180,
    late: -1.5,
    hold: -0.3,
    transfer: -0.8,
    repeated: -0.9,
    hidden: 1,
    country: { IE: 0.1, GB: 0, PL: 0.15, SE: -0.25, LV: -0.1, EE: 0, RO: 0.25 } as Record<string, number>,
  },
  /** What the hidden cause does to the rate of later purchases, on the log scale, until the next answer. */
  hidden: { purchaseRate: 0.35, lowest: -0.7, highest: 0.7 },
  response: {
    intercept: -0.7,
    margin: 0.28,
    tenure: 0.1,
    contacts: -0.08,
    onScore: 0.4,
    everyDays: 180,
    minimumTenureDays: 60,
    quietDays: 30,
    boughtWithinDays: 180,
  },
  support: {
    perYear: [0.28, 0.5],
    afterOrder: 0.085,
    afterLate: 0.42,
    afterReturn: 0.3,
    /** Phone, chat, e-mail. */
    channels: [0.45, 0.25, 0.3],
    botFirst: 0.5,
    botSolves: 0.3,
    abandoned: 0.07,
    holdMedianSeconds: 70,
    holdSpread: 0.9,
    holdUnitSeconds: 120,
    holdCapSeconds: 600,
    transferred: 0.16,
    transferredTwice: 0.03,
    repeated: 0.12,
    repeatedIfTransferred: 0.5,
    surveyed: 0.4,
    answered: 0.28,
  },
} as const;

const { support } = PARAMETERS;
/** Mean seconds on hold of a phone contact, capped at `holdCapSeconds`: E min(X, k) of the lognormal. */
export const MEAN_HOLD = 102.87;
/** Means of the experience signals, by which they are centred: the number of contacts must not leak into them. */
export const MEAN_TRANSFERS = support.transferred + support.transferredTwice;
export const MEAN_REPEATED =
  support.repeated + support.transferred * (support.repeatedIfTransferred - support.repeated);
