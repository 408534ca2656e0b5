import { comment } from "./comments.ts";
import { TEAMS } from "./employees.ts";
import { type AnswerEvent, type Log, momentOf } from "./events.ts";
import { PARAMETERS } from "./parameters.ts";
import { COMMENT_TOPICS, type CommentTopic } from "./phrases.ts";
import { SUBSCRIBER } from "./population.ts";
import type { Profile } from "./profile.ts";
import { afterContact } from "./score.ts";
import type { Simulation } from "./simulate.ts";
import type { HandledContact } from "./support.ts";
import { count, type Totals } from "./totals.ts";
import { type Moment, signalOf } from "./world.ts";

const ITEMS = ["delivery", "service", "product"] as const;

type Answer = Omit<AnswerEvent, "contact" | "agent" | "team" | "language" | "importance"> & {
  importance?: number;
  about?: HandledContact;
};

/** Invitations and answers of the customer at hand: the relationship survey, and the one after contacts. */
export class SurveyLog {
  constructor(
    private readonly simulation: Simulation,
    private readonly log: Log,
    private readonly totals: Totals,
  ) {}

  record(profile: Profile, handled: readonly HandledContact[]): void {
    const { company, random, traits, moments } = this.simulation;
    if (moments.length === 0 && handled.length === 0) return;
    random.reseed(company.seed, traits.customer, 6);
    for (const moment of moments) this.relationship(profile, moment);
    for (const contact of handled) this.afterContact(profile, contact);
  }

  private relationship(profile: Profile, moment: Moment): void {
    const { random, candidates, traits, world } = this.simulation;
    const id = `I${profile.number}-N${moment.index + 1}`;
    const sent = candidates.inviteDay[moment.index]!;
    const at = this.invitation(
      profile,
      { id, survey: "Relationship", instrument: "nps", touchpoint: "relationship", contact: "" },
      sent,
      moment,
    );
    if (at === undefined) return;
    const response = `R${profile.number}-N${moment.index + 1}`;
    const gone = traits.kind === SUBSCRIBER && !world.isActive(moment.day, PARAMETERS.response.boughtWithinDays);
    const text = random.chance(0.5) ? comment(traits.country.language, this.topicOf(moment), moment.band, random) : "";
    const common = {
      id: response,
      invitation: id,
      customer: profile.number,
      at,
      respondent: gone ? "former" : "customer",
    };
    const seconds = random.between(15, 140);
    this.answer({
      ...common,
      instrument: "nps",
      item: "recommend",
      scale: [0, 10],
      score: moment.score,
      comment: text,
      seconds,
    });
    if (!random.chance(0.3)) return;
    const signals = [moment.history.delivery, moment.history.contact, 0];
    ITEMS.forEach((item, k) => {
      const latent = 7.3 + 0.35 * (moment.score - 7) + 0.9 * signals[k]! + 1.1 * random.normal();
      const score = Math.max(1, Math.min(10, Math.round(latent)));
      const importance = Math.max(1, Math.min(5, Math.round(3.6 + random.normal() + (k === 2 ? 0.5 : 0))));
      this.answer({ ...common, instrument: "qci", item, scale: [1, 10], score, importance, comment: "", seconds });
    });
  }

  /** Unhappy customers name what went wrong, where something did. */
  private topicOf(moment: Moment): CommentTopic {
    const { random, traits } = this.simulation;
    if (moment.band < 2 && moment.history.delivery < -1) return "delivery";
    if (moment.band < 2 && moment.history.contact < -0.5) return "support";
    const topic = random.pick(COMMENT_TOPICS);
    return topic === "subscription" && traits.kind !== SUBSCRIBER ? "product" : topic;
  }

  private afterContact(profile: Profile, contact: HandledContact): void {
    const { random, candidates: c, company, traits, moments } = this.simulation;
    const { slot } = contact;
    const sent = contact.day + 1;
    if (!c.surveyed[slot] || sent >= company.days) return;
    const number = contact.id.slice(1);
    const quiet = PARAMETERS.response.quietDays / 2;
    const asked = (m: Moment) => c.inviteDay[m.index]! < sent && c.inviteDay[m.index]! >= sent - quiet;
    const lately = moments.some((m) => m.notAsked === "" && asked(m));
    const notAsked = !traits.hasEmail ? "no_address" : !traits.consent ? "no_consent" : lately ? "contact_limit" : "";
    const day = sent + Math.min(5, Math.floor(random.exponential()));
    const survey = {
      id: `I${number}`,
      survey: "After contact",
      instrument: "csat",
      touchpoint: `support ${contact.channel}`,
      contact: contact.id,
    };
    const answered = c.surveyAnswered[slot]! && day < company.days;
    const at = this.invitation(profile, survey, sent, { day, notAsked, answered });
    if (at === undefined) return;
    const { csat, ces } = afterContact(signalOf(c, slot), c.mood[slot]! + contact.agent.warmth);
    const tone = csat <= 3 ? 0 : csat === 4 ? 1 : 2;
    const text = random.chance(0.3) ? comment(traits.country.language, "support", tone, random) : "";
    const common = {
      id: `R${number}`,
      invitation: survey.id,
      customer: profile.number,
      at,
      about: contact,
      respondent: "customer",
    };
    const seconds = random.between(10, 70);
    this.answer({
      ...common,
      instrument: "csat",
      item: "satisfied",
      scale: [1, 5],
      score: csat,
      comment: text,
      seconds,
    });
    this.answer({ ...common, instrument: "ces", item: "easy", scale: [1, 7], score: ces, comment: "", seconds });
  }

  /** @returns when it was answered; undefined where it was not */
  private invitation(
    profile: Profile,
    survey: { id: string; survey: string; instrument: string; touchpoint: string; contact: string },
    sent: number,
    outcome: { day: number; notAsked: string; answered: boolean },
  ): number | undefined {
    const { random, company } = this.simulation;
    const { notAsked } = outcome;
    const answered = notAsked === "" && outcome.answered;
    const wasSent = momentOf(sent, random.between(25_200, 35_000));
    const second = random.between(37_000, 72_000);
    const opens = random.next();
    const openedDay = answered ? outcome.day : sent + Math.floor(opens * 4);
    const isOpened = answered || (notAsked === "" && opens < 0.45 && openedDay < company.days);
    const isStarted = answered || (isOpened && opens < 0.04);
    const completed = answered ? momentOf(outcome.day, second + 200) : undefined;
    this.log.survey_invitations.add({
      id: survey.id,
      survey: survey.survey,
      instrument: survey.instrument,
      touchpoint: survey.touchpoint,
      contact: survey.contact,
      customer: profile.number,
      sent: wasSent,
      completed,
      notAsked,
      opened: isOpened ? momentOf(openedDay, second) : undefined,
      started: isStarted ? momentOf(openedDay, second + 20) : undefined,
    });
    if (notAsked) count(this.totals.notAsked, `${survey.instrument}:${notAsked}`);
    else count(this.totals.invited, survey.instrument);
    return completed;
  }

  private answer({ about, ...answer }: Answer): void {
    const { instrument, item, score } = answer;
    this.log.survey_answers.add({
      ...answer,
      importance: answer.importance,
      contact: about?.id ?? "",
      agent: about?.agent.id ?? "",
      team: about ? TEAMS[about.agent.team]!.team : "",
      language: this.simulation.traits.country.language,
    });
    const scores = (this.totals.answers[instrument === "qci" ? `qci:${item}` : instrument] ??= {});
    count(scores, String(score));
  }
}
