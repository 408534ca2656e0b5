import { recordCompany } from "./company-wide.ts";
import { Staff } from "./employees.ts";
import type { Log } from "./events.ts";
import { LoyaltyLog } from "./loyalty.ts";
import { MarketingLog } from "./marketing.ts";
import type { Company } from "./options.ts";
import { profileOf, recordCustomer } from "./profile.ts";
import { ShopLog } from "./shop.ts";
import { Simulation } from "./simulate.ts";
import { SupportLog } from "./support.ts";
import { SurveyLog } from "./surveys.ts";
import { noTotals } from "./totals.ts";

/** Lives a company one customer at a time and tells a log everything that its systems would have written down. */
export class Recorder {
  readonly simulation: Simulation;
  readonly totals = noTotals();
  /** Costs that are not about a single customer, in cents. */
  readonly costs: number;
  private readonly shop: ShopLog;
  private readonly support: SupportLog;
  private readonly surveys: SurveyLog;
  private readonly loyalty: LoyaltyLog;
  private readonly marketing: MarketingLog;

  constructor(
    company: Company,
    private readonly log: Log,
  ) {
    const simulation = new Simulation(company);
    const staff = new Staff(company);
    const { totals } = this;
    this.simulation = simulation;
    this.shop = new ShopLog(simulation, log, totals);
    this.support = new SupportLog(simulation, log, totals, staff);
    this.surveys = new SurveyLog(simulation, log, totals);
    this.loyalty = new LoyaltyLog(simulation, log, totals);
    this.marketing = new MarketingLog(simulation, log);
    this.costs = recordCompany(simulation, log, staff).costs;
  }

  /** @param customer from 1, in order */
  live(customer: number): void {
    const { simulation } = this;
    simulation.live(customer);
    const profile = profileOf(simulation.traits, simulation.company.seed, simulation.random);
    recordCustomer(this.log, this.totals, simulation.traits, profile);
    this.shop.record(profile);
    this.support.record(profile);
    this.surveys.record(profile, this.support.handled);
    this.loyalty.record(profile);
    this.marketing.record(profile);
  }
}
