import { type Format, valuesOf } from "../format.ts";
import type { FactMapping } from "../mapping.ts";
import { by, choose, constant, SAID_BEFORE_NOTE, saidBefore, scored, where } from "../parts.ts";

const GOOD = ["Good", "Good with comment", "good_with_comment"];
const BAD = ["Bad", "Bad with comment", "bad_with_comment"];
const OFFERED = ["Offered", ...GOOD, ...BAD];

/** Good or bad, as two steps of its own: it is neither one to five nor a share of it. */
const GOOD_OR_BAD = { "*": null, ...Object.fromEntries([...GOOD.map((w) => [w, 1]), ...BAD.map((w) => [w, 0])]) };

interface Columns {
  id: string;
  score: string;
  comment: string;
  /** When the score was given, as near as the export says. */
  given: FactMapping["at"];
}

/** What a ticket's satisfaction says: that it was asked, and what was answered. An offer without an answer is no answer. */
function satisfaction(
  { id, score, comment, given }: Columns,
  who: Pick<FactMapping, "subject" | "also">,
): FactMapping[] {
  return [
    {
      fact: "invitation",
      id,
      ...who,
      at: given!,
      fields: {
        invitation_id: id,
        instrument: constant("csat-0-1"),
        touchpoint: constant("ticket"),
        about: constant("case"),
        about_id: id,
        completed: choose([where(score, ...GOOD, ...BAD), given!.value]),
      },
      where: where(score, ...OFFERED),
    },
    {
      fact: "answer",
      id,
      ...who,
      at: given!,
      fields: {
        ...scored("csat-0-1", [0, 1], { column: score, map: GOOD_OR_BAD }),
        invitation_id: id,
        comment,
        about: constant("case"),
        about_id: id,
      },
      where: where(score, ...GOOD, ...BAD),
    },
  ];
}

const NOTES = [
  "`Offered` is an invitation without an answer, never an answer. Good and bad are `csat-0-1`, never mixed with one to five.",
];

const CSV: Columns = {
  id: "Id",
  score: "Satisfaction Score",
  comment: "Satisfaction Comment",
  given: { value: { first: ["Solved at", "Updated at"] } },
};
const CSV_WHO = {
  subject: by("zendesk.user", "Requester id"),
  also: [by("customer", "Requester external id"), by("email", "Requester email")],
};

export const tickets: Format = {
  name: "zendesk.tickets",
  system: "zendesk",
  doc: "A Zendesk view of tickets as CSV.",
  notes: [
    ...NOTES,
    "Newer surveys write numbers: where fours or fives are among them they are `csat`, otherwise it is asked which scale it was.",
    "The date of a score is that of the solution: the view has no other.",
  ],
  evidence: "seen",
  required: [
    "Id",
    "Requester",
    "Requester id",
    "Requester email",
    "Subject",
    "Status",
    "Via",
    "Created at",
    "Updated at",
  ],
  usual: ["Summation column", "Assignee", "Group", "Satisfaction Score", "Solved at", "Reopens"],
  makes: ["case", "invitation", "answer"],
  facts: (sample, { ask, scales }) => {
    const numbers = valuesOf(sample, CSV.score).filter((value) => /^[1-5]$/.test(value));
    const stated = scales[CSV.score];
    const isFive = stated === "1-5" || numbers.some((n) => Number(n) > 3);
    if (numbers.length > 0 && !isFive && stated === undefined)
      ask({
        code: "score_scale",
        column: CSV.score,
        choices: ["1-5", "1-3"],
        option: `files[].scales.${CSV.score}`,
        examples: [...new Set(numbers)],
      });
    return [
      {
        fact: "case",
        id: "Id",
        ...CSV_WHO,
        at: { value: "Created at" },
        fields: {
          case_id: "Id",
          topic: { column: "Ticket type", map: { "-": null } },
          channel: "Via",
          team: "Group",
          agent: "Assignee",
          resolved: "Solved at",
          reopened: "Reopens",
          status: "Status",
          priority: { column: "Priority", map: { "-": null } },
        },
      },
      ...satisfaction(CSV, CSV_WHO),
      {
        fact: "answer",
        id: "Id",
        ...CSV_WHO,
        at: CSV.given!,
        fields: {
          ...(isFive ? scored("csat", [1, 5], CSV.score) : scored("csat-1-3", [1, 3], CSV.score)),
          about: constant("case"),
          about_id: "Id",
        },
        where: where(CSV.score, "1", "2", "3", "4", "5"),
      },
    ];
  },
};

const API_WHO = { subject: by("zendesk.user", "requester_id") };

export const ticketRecords: Format = {
  name: "zendesk.ticket-records",
  system: "zendesk",
  doc: "Zendesk tickets as the API gives them: JSON, one a line or under `tickets`.",
  notes: [...NOTES, SAID_BEFORE_NOTE],
  evidence: "published",
  required: ["id", "requester_id", "submitter_id", "assignee_id", "group_id", "created_at", "updated_at", "status"],
  usual: ["subject", "via.channel", "satisfaction_rating.score", "priority", "tags"],
  facts: [
    {
      fact: "case",
      id: "id",
      ...API_WHO,
      at: { value: "created_at" },
      fields: {
        case_id: "id",
        repeated: saidBefore("description"),
        topic: "type",
        channel: "via.channel",
        team: "group_id",
        agent: "assignee_id",
        resolved: choose([where("status", "solved", "closed"), "updated_at"]),
        status: "status",
        priority: "priority",
      },
    },
    ...satisfaction(
      {
        id: "id",
        score: "satisfaction_rating.score",
        comment: "satisfaction_rating.comment",
        given: { value: "updated_at" },
      },
      API_WHO,
    ),
  ],
};

export const ticketMetrics: Format = {
  name: "zendesk.ticket-metrics",
  system: "zendesk",
  doc: "Metrics of Zendesk tickets as the API gives them: JSON, one a line or under `ticket_metrics`; the stream `ticket_metrics` of taps and sources.",
  notes: [
    "They say more of the case that the ticket is, by its number: when it was first answered (by the clock, not by business hours), when it was solved, how often it was reopened. Whose it is stands in the tickets.",
    "The number of a row is not that of its ticket.",
  ],
  evidence: "published",
  required: ["ticket_id", "created_at", "reopens", "replies", "assignee_stations", "group_stations"],
  usual: ["solved_at", "reply_time_in_minutes.calendar", "full_resolution_time_in_minutes.calendar"],
  facts: [
    {
      fact: "case",
      id: { join: [constant("metrics"), "ticket_id"], with: "/" },
      at: { value: "created_at" },
      fields: {
        case_id: "ticket_id",
        first_answered: { shift: "created_at", minutes: "reply_time_in_minutes.calendar" },
        resolved: "solved_at",
        reopened: "reopens",
      },
    },
  ],
};

export const satisfactionRatings: Format = {
  name: "zendesk.satisfaction-ratings",
  system: "zendesk",
  doc: "Zendesk satisfaction ratings as the API gives them: JSON, one a line or under `satisfaction_ratings`.",
  notes: NOTES,
  evidence: "published",
  required: ["ticket_id", "requester_id", "assignee_id", "score", "created_at"],
  usual: ["id", "group_id", "comment", "reason"],
  facts: satisfaction(
    {
      id: "ticket_id",
      score: "score",
      comment: "comment",
      given: { value: { first: ["updated_at", "created_at"] } },
    },
    API_WHO,
  ),
};
