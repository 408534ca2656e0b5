import { FIRST_NAMES, LAST_NAMES } from "./names.ts";
import type { Company } from "./options.ts";
import { Stream } from "./random.ts";

export const FRONT = "Front line";
export const SPECIALISTS = "Specialists";
export const TEAMS = [
  { team: "Voice North", department: FRONT, site: "Dublin", channel: 0 },
  { team: "Voice South", department: FRONT, site: "Cluj", channel: 0 },
  { team: "Chat and Mail", department: FRONT, site: "Gdańsk", channel: 1 },
  { team: "Billing Desk", department: SPECIALISTS, site: "Riga", channel: -1 },
  { team: "Returns Desk", department: SPECIALISTS, site: "Malmö", channel: -1 },
] as const;

export interface Agent {
  id: string;
  name: string;
  team: number;
  /** First day at work, negative before the data; first day no longer at work. */
  from: number;
  until: number | undefined;
  /** Times the usual handling time; and points on the mood of a survey after the contact. */
  pace: number;
  warmth: number;
}

/** The people who answer; their number grows with the company up to a few hundred. */
export class Staff {
  readonly agents: Agent[] = [];
  private readonly byTeam: Agent[][] = TEAMS.map(() => []);

  constructor(company: Company) {
    const random = new Stream().reseed(company.seed, 0, 9);
    const size = Math.max(15, Math.min(300, Math.round(company.customers / 150)));
    for (let i = 0; i < size; i++) {
      const team = i % TEAMS.length;
      const language = random.pick(["en", "ro", "pl", "en", "sv"] as const);
      // The first of each team stays throughout, so that somebody is always there.
      const stays = i < TEAMS.length || random.chance(0.7);
      const from = stays ? -random.between(30, 1500) : random.below(Math.floor(company.days * 0.8));
      const agent: Agent = {
        id: `A${String(i + 1).padStart(3, "0")}`,
        name: `${random.pick(FIRST_NAMES[language])[0]} ${random.pick(LAST_NAMES[language])}`,
        team,
        from,
        until: i >= TEAMS.length && random.chance(0.2) ? Math.max(from, 0) + random.between(90, 600) : undefined,
        pace: Math.exp(0.16 * random.normal()),
        warmth: 0.35 * random.normal(),
      };
      if (agent.until !== undefined && agent.until >= company.days) agent.until = undefined;
      this.agents.push(agent);
      this.byTeam[team]!.push(agent);
    }
  }

  /** Somebody of the team who works there on the day. */
  someone(team: number, day: number, random: Stream): Agent {
    const members = this.byTeam[team]!;
    const first = random.below(members.length);
    for (let i = 0; i < members.length; i++) {
      const agent = members[(first + i) % members.length]!;
      if (agent.from <= day && (agent.until === undefined || day < agent.until)) return agent;
    }
    return members[0]!;
  }
}
