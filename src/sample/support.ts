import { EMAIL, PHONE } from "./candidates.ts";
import { TOPICS } from "./catalogue.ts";
import { type Agent, type Staff, TEAMS } from "./employees.ts";
import { type Log, momentOf } from "./events.ts";
import { BOT, GAVE_UP, LIVE } from "./history.ts";
import type { Profile } from "./profile.ts";
import type { Simulation } from "./simulate.ts";
import { count, type Totals } from "./totals.ts";

const CHANNELS = ["phone", "chat", "email"] as const;
/** Median seconds of talking or writing, and of the work after it, by channel. */
const TALK = [310, 520, 260];
const WRAP = [70, 45, 40];
const LAST_SECOND = 86_399;
const CENTS_PER_SECOND = 0.8;
const BILLING = 3;
const RETURNS = 4;

/** A live contact after which a survey may go out. */
export interface HandledContact {
  id: string;
  slot: number;
  day: number;
  channel: string;
  agent: Agent;
}

interface Person {
  customer: string;
  email: string;
  phone: string;
}

/** Tickets, contacts and their legs of the customer at hand; the help desk knows people by address. */
export class SupportLog {
  /** The live contact of each case of the customer at hand, for the surveys. */
  readonly handled: HandledContact[] = [];
  private at = 0;

  constructor(
    private readonly simulation: Simulation,
    private readonly log: Log,
    private readonly totals: Totals,
    private readonly staff: Staff,
  ) {}

  record(profile: Profile): void {
    const { world, company, random, traits } = this.simulation;
    this.handled.length = 0;
    this.at = 0;
    if (world.history.cases === 0) return;
    random.reseed(company.seed, traits.customer, 5);
    for (let i = 0; i < world.history.cases; i++) this.case(profile, i);
  }

  private case(profile: Profile, i: number): void {
    const { world, candidates: c, company, random } = this.simulation;
    const { history: h } = world;
    const opened = h.caseDay[i]!;
    const first = this.at;
    while (this.at < h.contacts && h.contactCase[this.at] === i) this.at++;
    if (opened >= company.days) return;
    const slot = h.caseSlot[i]!;
    const id = `T${profile.number}-${i + 1}`;
    const person = {
      customer: profile.number,
      email: profile.otherEmail && random.chance(0.4) ? profile.otherEmail : profile.email,
      phone: profile.email ? "" : profile.phone,
    };
    const start = random.between(28_800, 57_600);
    let answered: number | undefined;
    let resolved: number | undefined;
    let agent: Agent | undefined;
    for (let k = first; k < this.at && h.contactDay[k]! < company.days; k++) {
      const part = h.contactPart[k]!;
      const second = start + 1500 * Math.min(part, 3) + random.below(600);
      const contact = { id: `K${profile.number}-${i + 1}-${k - first + 1}`, case: id, person, slot, part };
      const last = k === this.at - 1;
      const outcome = this.contact({ ...contact, day: h.contactDay[k]!, second, last });
      if (!outcome) continue;
      answered ??= momentOf(h.contactDay[k]!, second + outcome.waited);
      if (last) resolved = momentOf(h.contactDay[k]!, Math.min(LAST_SECOND, second + outcome.waited + outcome.handle));
      agent = outcome.agent ?? agent;
    }
    const topic = TOPICS[c.topic[slot]!]!;
    const reopened = c.followUps[slot]! > 1 ? 1 : 0;
    const priority = c.mood[slot]! < -1.2 ? "high" : "normal";
    this.log.tickets.add({
      id,
      customer: person.customer,
      email: person.email,
      phone: person.phone,
      topic,
      priority,
      answered,
      resolved,
      reopened,
      opened: momentOf(opened, start),
      channel: CHANNELS[c.channel[slot]!]!,
      team: agent ? TEAMS[agent.team]!.team : "",
      agent: agent?.id ?? "",
    });
    this.totals.cases++;
  }

  private contact(contact: {
    id: string;
    case: string;
    person: Person;
    slot: number;
    part: number;
    day: number;
    second: number;
    last: boolean;
  }): { waited: number; handle: number; agent: Agent | undefined } | undefined {
    const { candidates: c, random } = this.simulation;
    const { slot, part, day } = contact;
    const isLive = part >= LIVE;
    const followUp = part > LIVE;
    const channel = followUp && random.chance(0.3) ? random.below(3) : c.channel[slot]!;
    const waited = this.wait(part, channel);
    const transfers = part === LIVE ? c.transfers[slot]! : 0;
    const repeated = isLive && (followUp ? random.chance(0.35) : c.repeated[slot]!);
    const hold = part === LIVE ? c.hold[slot]! : followUp && channel === PHONE ? random.below(60) : 0;
    const legs = isLive ? this.legs(contact, { channel, transfers, hold, waited }) : undefined;
    const cost = part === BOT ? 12 : Math.round((legs?.handle ?? 0) * CENTS_PER_SECOND);
    const agent = legs?.agent;
    const team = agent ? TEAMS[agent.team] : undefined;
    const complaint = isLive && c.topic[slot]! < 2 && c.mood[slot]! < -0.3;
    const direction = followUp && random.chance(0.25) ? "outbound" : "inbound";
    const steps = channel === PHONE && direction === "inbound" ? 1 + random.below(4) : undefined;
    const cutOff = isLive && channel === PHONE && random.chance(0.02);
    const templated = isLive && channel === EMAIL && random.chance(0.4);
    const solved = contact.last && part !== GAVE_UP;
    this.log.contacts.add({
      id: contact.id,
      case: contact.case,
      customer: contact.person.customer,
      email: contact.person.email,
      phone: contact.person.phone,
      direction,
      steps,
      complaint,
      cutOff,
      repeated,
      templated,
      transfers,
      cost,
      at: momentOf(day, contact.second),
      channel: CHANNELS[channel]!,
      handledBy: part === BOT ? "bot" : "live",
      department: team?.department ?? "",
      team: team?.team ?? "",
      agent: agent?.id ?? "",
      topic: TOPICS[c.topic[slot]!]!,
      abandoned: part === GAVE_UP,
      waited: channel === EMAIL ? undefined : waited,
      resolved: solved,
    });
    this.totals.contacts++;
    count(this.totals.contactsByChannel, CHANNELS[channel]!);
    if (part === BOT) this.totals.bot++;
    if (part === GAVE_UP) this.totals.abandoned++;
    if (part === LIVE) this.handled.push({ id: contact.id, slot, day, channel: CHANNELS[channel]!, agent: agent! });
    return part === GAVE_UP ? undefined : { waited, handle: legs?.handle ?? 60, agent };
  }

  /** Seconds until somebody answered, or the customer gave up. */
  private wait(part: number, channel: number): number {
    const { random } = this.simulation;
    if (part === BOT) return 0;
    if (channel === EMAIL) return random.between(600, 18_000);
    return Math.round((part === GAVE_UP ? 240 : 45) * Math.exp(0.8 * random.normal()));
  }

  /** One part for each agent who had the contact; transfers go to the specialists. */
  private legs(
    contact: { id: string; slot: number; day: number; second: number },
    call: { channel: number; transfers: number; hold: number; waited: number },
  ): { handle: number; agent: Agent } {
    const { candidates: c, random } = this.simulation;
    const desk = c.topic[contact.slot] === 3 || c.topic[contact.slot] === 4 ? BILLING : RETURNS;
    let handle = 0;
    let agent!: Agent;
    let second = contact.second + call.waited;
    for (let leg = 0; leg <= call.transfers; leg++) {
      const team =
        leg > 0 ? (leg === 1 ? desk : BILLING + RETURNS - desk) : call.channel === PHONE ? random.below(2) : 2;
      agent = this.staff.someone(team, contact.day, random);
      const talk = Math.round(
        (TALK[call.channel]! * agent.pace * Math.exp(0.5 * random.normal())) / (1 + 0.4 * call.transfers),
      );
      const hold =
        leg < call.transfers
          ? Math.floor(call.hold / (call.transfers + 1))
          : call.hold - Math.floor(call.hold / (call.transfers + 1)) * call.transfers;
      const wrap = Math.round(WRAP[call.channel]! * agent.pace * (0.5 + random.next()));
      const next = leg < call.transfers ? TEAMS[leg === 0 ? desk : BILLING + RETURNS - desk]!.team : "";
      const { team: name, department } = TEAMS[agent.team]!;
      this.log.contact_legs.add({
        contact: contact.id,
        leg: leg + 1,
        agent: agent.id,
        department,
        team: name,
        talk,
        hold,
        wrap,
        at: momentOf(contact.day, second),
        transferredTo: next,
      });
      this.totals.legs++;
      handle += talk + hold + wrap;
      second = Math.min(LAST_SECOND, second + talk + hold);
    }
    this.totals.handleSeconds += handle;
    return { handle, agent };
  }
}
