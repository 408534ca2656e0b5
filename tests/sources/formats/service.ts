import { csv, type Fixture, row } from "./fixture.ts";

const ZENDESK = [
  ...["Summation column", "Id", "Requester", "Requester id", "Requester external id", "Requester email"],
  ...[
    "Requester domain",
    "Submitter",
    "Assignee",
    "Group",
    "Subject",
    "Tags",
    "Status",
    "Priority",
    "Via",
    "Ticket type",
  ],
  ...["Created at", "Updated at", "Assigned at", "Organization", "Due date", "Initially assigned at", "Solved at"],
  ...["Resolution time", "Satisfaction Score", "Group stations", "Assignee stations", "Reopens", "Replies"],
  ...["First reply time in minutes", "First reply time in minutes within business hours"],
];
const zendesk = (cells: Record<string, string | number>) =>
  row(ZENDESK, {
    "Summation column": 1,
    Requester: "Somebody",
    Submitter: "Somebody",
    Subject: "Help, please",
    Via: "Mail",
    Priority: "-",
    "Ticket type": "Question",
    Group: "Support",
    Assignee: "Ann",
    Reopens: 0,
    ...cells,
  });

const zendeskTickets: Fixture = {
  format: "zendesk.tickets",
  name: "tickets-view.csv",
  trap: "a score that was offered and not given; good and bad, which are no scale to five; a hyphen for no priority",
  content: csv([
    ZENDESK,
    zendesk({
      Id: 11,
      "Requester id": 901,
      "Requester external id": "C1",
      "Requester email": "a@example.com",
      Status: "Solved",
      "Created at": "2026-02-01 10:00",
      "Updated at": "2026-02-03 10:00",
      "Solved at": "2026-02-02 09:00",
      "Satisfaction Score": "Good",
      Reopens: 1,
    }),
    zendesk({
      Id: 12,
      "Requester id": 902,
      "Requester email": "b@example.com",
      Status: "Solved",
      "Created at": "2026-02-02 10:00",
      "Updated at": "2026-02-04 10:00",
      "Solved at": "2026-02-03 09:00",
      "Satisfaction Score": "Offered",
      Priority: "High",
    }),
    zendesk({
      Id: 13,
      "Requester id": 901,
      "Requester external id": "C1",
      "Requester email": "a@example.com",
      Status: "Closed",
      "Created at": "2026-02-05 10:00",
      "Updated at": "2026-02-06 10:00",
      "Solved at": "2026-02-06 09:00",
      "Satisfaction Score": "Bad",
    }),
    zendesk({
      Id: 14,
      "Requester id": 903,
      "Requester email": "c@example.com",
      Status: "Open",
      "Created at": "2026-02-06 10:00",
      "Updated at": "2026-02-06 10:00",
      "Satisfaction Score": "Not Offered",
    }),
  ]),
  facts: {
    case: [
      {
        who: "zendesk.user:901",
        at: "2026-02-01 10:00:00",
        case_id: "11",
        resolved: "2026-02-02 09:00:00",
        reopened: 1,
        priority: null,
        channel: "Mail",
        topic: "Question",
      },
      { who: "zendesk.user:902", case_id: "12", priority: "High" },
      { who: "zendesk.user:901", case_id: "13" },
      { who: "zendesk.user:903", case_id: "14", resolved: null },
    ],
    invitation: [
      { who: "zendesk.user:901", invitation_id: "11", completed: "2026-02-02 09:00:00" },
      { who: "zendesk.user:902", invitation_id: "12", completed: null },
      { who: "zendesk.user:901", invitation_id: "13", completed: "2026-02-06 09:00:00" },
    ],
    answer: [
      { who: "zendesk.user:901", instrument: "csat-0-1", score: 1, scale_max: 1, about: "case", about_id: "11" },
      { who: "zendesk.user:901", instrument: "csat-0-1", score: 0, about_id: "13" },
    ],
  },
  aliases: [
    "zendesk.user:901 = customer:C1",
    ...["a", "b", "c"].map((name, i) => `zendesk.user:${901 + i} = email:${name}@example.com`),
  ],
};

const zendeskRecords: Fixture = {
  format: "zendesk.ticket-records",
  name: "tickets.json",
  trap: "tickets under a key; a rating inside; long numbers that must keep their digits; what a customer has to say again",
  content: JSON.stringify({
    tickets: [
      {
        id: 1,
        subject: "A",
        description: "I have already explained this twice",
        status: "closed",
        priority: "high",
        type: "problem",
        via: { channel: "email" },
        requester_id: 36012345678901234n.toString(),
        submitter_id: 2,
        assignee_id: 7,
        group_id: 5,
        created_at: "2026-01-02T10:00:00Z",
        updated_at: "2026-01-03T10:00:00Z",
        satisfaction_rating: { score: "bad", comment: "Too slow", reason: "x" },
      },
      {
        id: 2,
        subject: "B",
        description: "Thanks again",
        status: "open",
        priority: null,
        type: null,
        via: { channel: "chat" },
        requester_id: 31,
        submitter_id: 2,
        assignee_id: null,
        group_id: 5,
        created_at: "2026-01-04T10:00:00Z",
        updated_at: "2026-01-04T10:00:00Z",
        satisfaction_rating: { score: "unoffered" },
      },
      {
        id: 3,
        subject: "C",
        status: "solved",
        priority: null,
        type: null,
        via: { channel: "chat" },
        requester_id: 32,
        submitter_id: 2,
        assignee_id: 7,
        group_id: 5,
        created_at: "2026-01-05T10:00:00Z",
        updated_at: "2026-01-06T10:00:00Z",
        satisfaction_rating: { score: "offered" },
      },
    ],
    next_page: null,
    count: 3,
  }),
  facts: {
    case: [
      {
        who: "zendesk.user:36012345678901234",
        at: "2026-01-02 10:00:00",
        resolved: "2026-01-03 10:00:00",
        topic: "problem",
        channel: "email",
        repeated: true,
      },
      { who: "zendesk.user:31", resolved: null, agent: null, repeated: false },
      { who: "zendesk.user:32", repeated: null, resolved: "2026-01-06 10:00:00" },
    ],
    invitation: [
      { invitation_id: "1", completed: "2026-01-03 10:00:00" },
      { invitation_id: "3", completed: null },
    ],
    answer: [{ instrument: "csat-0-1", score: 0, comment: "Too slow", about_id: "1" }],
  },
};

const minutes = (calendar: number | null, business: number | null) => ({ calendar, business });
const zendeskMetrics: Fixture = {
  format: "zendesk.ticket-metrics",
  name: "ticket_metrics.ndjson",
  trap: "a number of the row that is another ticket's; minutes by the clock and by business hours; an answer at once, and none yet",
  content: [
    {
      ...{ id: 2, ticket_id: 1, created_at: "2026-01-02T10:00:00Z", updated_at: "2026-01-09T10:00:00Z" },
      ...{ group_stations: 1, assignee_stations: 2, reopens: 1, replies: 3, solved_at: "2026-01-03T09:30:00Z" },
      ...{ reply_time_in_minutes: minutes(95, 30), full_resolution_time_in_minutes: minutes(1410, 400) },
    },
    {
      ...{ id: 1, ticket_id: 2, created_at: "2026-01-04T10:00:00Z", updated_at: "2026-01-04T10:00:00Z" },
      ...{ group_stations: 1, assignee_stations: 0, reopens: 0, replies: 0, solved_at: null },
      ...{ reply_time_in_minutes: minutes(null, null), full_resolution_time_in_minutes: minutes(null, null) },
    },
    {
      ...{ id: 9, ticket_id: 3, created_at: "2026-01-05T10:00:00Z", updated_at: "2026-01-06T10:00:00Z" },
      ...{ group_stations: 1, assignee_stations: 1, reopens: 0, replies: 1, solved_at: "2026-01-05T10:20:00Z" },
      ...{ reply_time_in_minutes: minutes(0, 0), full_resolution_time_in_minutes: minutes(20, 20) },
    },
  ]
    .map((row) => `${JSON.stringify(row)}\n`)
    .join(""),
  facts: {
    case: [
      {
        ...{ who: null, at: "2026-01-02 10:00:00", case_id: "1", first_answered: "2026-01-02 11:35:00" },
        ...{ resolved: "2026-01-03 09:30:00", reopened: 1 },
      },
      { case_id: "2", first_answered: null, resolved: null, reopened: 0 },
      { case_id: "3", first_answered: "2026-01-05 10:00:00", resolved: "2026-01-05 10:20:00" },
    ],
  },
};

const zendeskRatings: Fixture = {
  format: "zendesk.satisfaction-ratings",
  name: "satisfaction_ratings.ndjson",
  trap: "an offer among the ratings",
  content: [
    {
      id: 1,
      ticket_id: 11,
      requester_id: 21,
      assignee_id: 7,
      group_id: 5,
      score: "good",
      reason: null,
      comment: "Thanks",
      created_at: "2026-01-02T10:00:00Z",
      updated_at: "2026-01-02T11:00:00Z",
    },
    {
      id: 2,
      ticket_id: 12,
      requester_id: 22,
      assignee_id: 7,
      group_id: 5,
      score: "offered",
      reason: null,
      comment: null,
      created_at: "2026-01-03T10:00:00Z",
      updated_at: "2026-01-03T10:00:00Z",
    },
  ]
    .map((r) => `${JSON.stringify(r)}\n`)
    .join(""),
  facts: {
    invitation: [
      { who: "zendesk.user:21", invitation_id: "11", completed: "2026-01-02 11:00:00" },
      { who: "zendesk.user:22", invitation_id: "12", completed: null },
    ],
    answer: [{ who: "zendesk.user:21", instrument: "csat-0-1", score: 1, comment: "Thanks" }],
  },
};

const intercom: Fixture = {
  format: "intercom.conversations",
  name: "conversations.json",
  trap: "Unix seconds; a rating that was asked for and not given; contacts in a list; words of the company, not of the customer",
  content: JSON.stringify({
    type: "conversation.list",
    conversations: [
      {
        type: "conversation",
        id: "101",
        created_at: 1767607200,
        updated_at: 1767610800,
        state: "closed",
        open: false,
        priority: "not_priority",
        admin_assignee_id: 55,
        team_assignee_id: 6,
        source: { type: "conversation", body: "<p>Third time I am writing</p>", author: { type: "user" } },
        contacts: { type: "contact.list", contacts: [{ type: "contact", id: "6502aa", external_id: "C-9" }] },
        conversation_rating: { rating: 5, remark: "Great", created_at: 1767609000 },
        statistics: { count_reopens: 1, first_admin_reply_at: 1767607800, last_close_at: 1767609600 },
      },
      {
        type: "conversation",
        id: "102",
        created_at: 1767693600,
        updated_at: 1767693600,
        state: "closed",
        open: false,
        priority: "priority",
        admin_assignee_id: 55,
        team_assignee_id: 6,
        source: { type: "email", body: "As I already said, we care", author: { type: "admin" } },
        contacts: { type: "contact.list", contacts: [{ type: "contact", id: "6502bb", external_id: null }] },
        conversation_rating: { rating: null, remark: null, created_at: 1767697200 },
        statistics: { count_reopens: 0, first_admin_reply_at: null, last_close_at: null },
      },
      {
        type: "conversation",
        id: "103",
        created_at: 1767780000,
        updated_at: 1767780000,
        state: "open",
        open: true,
        priority: "priority",
        admin_assignee_id: null,
        team_assignee_id: null,
        source: { type: "email", body: "Hi" },
        contacts: { type: "contact.list", contacts: [{ type: "contact", id: "6502bb", external_id: null }] },
        conversation_rating: null,
        statistics: null,
      },
    ],
  }),
  facts: {
    case: [
      {
        who: "customer:C-9",
        at: "2026-01-05 10:00:00",
        first_answered: "2026-01-05 10:10:00",
        resolved: "2026-01-05 10:40:00",
        reopened: 1,
        agent: "55",
        repeated: true,
      },
      { who: "intercom.contact:6502bb", repeated: null, at: "2026-01-06 10:00:00", resolved: null },
      { who: "intercom.contact:6502bb", agent: null },
    ],
    invitation: [
      { who: "customer:C-9", invitation_id: "101", completed: "2026-01-05 10:30:00" },
      { who: "intercom.contact:6502bb", invitation_id: "102", at: "2026-01-06 11:00:00", completed: null },
    ],
    answer: [
      { who: "customer:C-9", instrument: "csat", score: 5, comment: "Great", wording: "emoji", about_id: "101" },
    ],
  },
  aliases: ["customer:C-9 = intercom.contact:6502aa"],
};

const intercomContacts: Fixture = {
  format: "intercom.contacts",
  name: "contacts.ndjson",
  trap: "Unix seconds; a lead without a number of the company's own; one who unsubscribed",
  content: [
    {
      ...{ type: "contact", id: "6502aa", external_id: "C-9", email: "Ann@example.com", phone: "+46700000001" },
      ...{ name: "Ann Ray", role: "user", signed_up_at: 1767607200, created_at: 1767610800, last_seen_at: 1767697200 },
      ...{ unsubscribed_from_emails: false, location: { country: "Sweden", country_code: "SE" } },
    },
    {
      ...{ type: "contact", id: "6502bb", external_id: null, email: "bo@example.com", phone: null, name: null },
      ...{
        role: "lead",
        signed_up_at: null,
        created_at: 1767693600,
        last_seen_at: null,
        unsubscribed_from_emails: true,
      },
      location: { country: "Poland", country_code: null },
    },
  ]
    .map((contact) => `${JSON.stringify(contact)}\n`)
    .join(""),
  facts: {
    party: [
      { who: "customer:C-9", name: "Ann Ray", segment: "user", joined: "2026-01-05", consent: true, country: "SE" },
      { segment: "lead", joined: "2026-01-06", consent: false, country: "Poland" },
    ],
  },
  aliases: [
    "customer:C-9 = email:ann@example.com",
    "customer:C-9 = intercom.contact:6502aa",
    "customer:C-9 = phone:+46700000001",
    "intercom.contact:6502bb = email:bo@example.com",
  ],
};

const helpscout: Fixture[] = [
  {
    format: "helpscout.ratings",
    name: "happiness.csv",
    trap: "codes of which one is the best; a kind of conversation beside them",
    content: csv([
      [
        "rating_id",
        "conversation_id",
        "thread_id",
        "rating_customer_id",
        "rating_customer_name",
        "rating_comments",
        "rating_created_at",
        "rating_user_id",
        "rating_user_name",
        "type",
      ],
      [1, 501, 9001, 71, "A", "So kind", "2026-01-05T10:00:00Z", 3, "Ann", "email"],
      [3, 502, 9002, 72, "B", "", "2026-01-06T10:00:00Z", 3, "Ann", "chat"],
      [2, 503, 9003, 73, "C", "", "2026-01-07T10:00:00Z", 4, "Bo", "email"],
    ]),
    facts: {
      answer: [
        {
          who: "helpscout.customer:71",
          instrument: "csat-1-3",
          score: 3,
          comment: "So kind",
          about_id: "501",
          agent: "Ann",
        },
        { who: "helpscout.customer:72", score: 1, scale_max: 3 },
        { who: "helpscout.customer:73", score: 2 },
      ],
    },
  },
  {
    format: "helpscout.rating-events",
    name: "ratings.ndjson",
    trap: "words for three steps",
    content: [
      {
        id: 1,
        customer: { id: 44, firstName: "J" },
        ticketId: 15,
        threadId: 30,
        mailbox: { id: 1, name: "M" },
        rating: "Great",
        comments: "helpful",
        createdAt: "2026-04-13T12:34:12Z",
        modifiedAt: "2026-04-14T20:18:33Z",
      },
      {
        id: 2,
        customer: { id: 45, firstName: "K" },
        ticketId: 16,
        threadId: 31,
        mailbox: { id: 1, name: "M" },
        rating: "Bad",
        comments: null,
        createdAt: "2026-04-15T12:00:00Z",
        modifiedAt: "2026-04-15T12:00:00Z",
      },
    ]
      .map((r) => `${JSON.stringify(r)}\n`)
      .join(""),
    facts: {
      answer: [
        { who: "helpscout.customer:44", at: "2026-04-13 12:34:12", score: 3, comment: "helpful", about_id: "15" },
        { who: "helpscout.customer:45", score: 1 },
      ],
    },
  },
  {
    format: "helpscout.conversations",
    name: "helpscout-conversations.ndjson",
    trap: "nested people",
    content: [
      {
        id: 10,
        number: 12,
        type: "email",
        status: "closed",
        mailboxId: 85,
        assignee: { id: 256, email: "ann@shop.example" },
        createdAt: "2026-03-15T22:46:22Z",
        closedAt: "2026-03-16T14:07:23Z",
        source: { type: "email", via: "customer" },
        primaryCustomer: { id: 238, email: "v@example.com" },
      },
      {
        id: 11,
        number: 13,
        type: "chat",
        status: "active",
        mailboxId: 85,
        assignee: null,
        createdAt: "2026-03-17T10:00:00Z",
        closedAt: null,
        source: { type: "beacon", via: "customer" },
        primaryCustomer: { id: 239, email: "w@example.com" },
      },
    ]
      .map((r) => `${JSON.stringify(r)}\n`)
      .join(""),
    facts: {
      case: [
        { who: "helpscout.customer:238", case_id: "10", resolved: "2026-03-16 14:07:23", agent: "ann@shop.example" },
        { who: "helpscout.customer:239", resolved: null, agent: null },
      ],
    },
    aliases: ["helpscout.customer:238 = email:v@example.com", "helpscout.customer:239 = email:w@example.com"],
  },
];

const freshdesk: Fixture[] = [
  {
    format: "freshdesk.satisfaction-ratings",
    name: "freshdesk-ratings.json",
    trap: "codes from 103 to −103",
    content: JSON.stringify([
      {
        id: 1,
        survey_id: 9,
        user_id: 31,
        agent_id: 4,
        group_id: 2,
        ticket_id: 700,
        feedback: "Fine",
        ratings: { default_question: 103 },
        created_at: "2026-01-05T10:00:00Z",
        updated_at: "2026-01-05T10:00:00Z",
      },
      {
        id: 2,
        survey_id: 9,
        user_id: 32,
        agent_id: 4,
        group_id: 2,
        ticket_id: 701,
        feedback: null,
        ratings: { default_question: -103 },
        created_at: "2026-01-06T10:00:00Z",
        updated_at: "2026-01-06T10:00:00Z",
      },
    ]),
    facts: {
      answer: [
        { who: "freshdesk.user:31", instrument: "csat-1-7", score: 7, comment: "Fine", about_id: "700" },
        { who: "freshdesk.user:32", score: 1, scale_max: 7 },
      ],
    },
  },
  {
    format: "freshdesk.tickets",
    name: "freshdesk-tickets.csv",
    trap: "a survey in words, and tickets without one",
    content: csv([
      [
        "Ticket ID",
        "Subject",
        "Status",
        "Priority",
        "Source",
        "Type",
        "Agent",
        "Group",
        "Created time",
        "Resolved time",
        "Agent interactions",
        "Customer interactions",
        "Survey results",
        "Contact ID",
        "Email",
      ],
      [
        700,
        "Broken",
        "Closed",
        "Low",
        "Email",
        "Incident",
        "Ann",
        "Support",
        "2026-01-05 10:00:00",
        "2026-01-06 10:00:00",
        2,
        3,
        "Extremely Happy",
        31,
        "a@example.com",
      ],
      [
        701,
        "Late",
        "Open",
        "High",
        "Phone",
        "",
        "",
        "Support",
        "2026-01-07 10:00:00",
        "",
        0,
        1,
        "",
        32,
        "b@example.com",
      ],
    ]),
    facts: {
      case: [
        { who: "freshdesk.user:31", case_id: "700", resolved: "2026-01-06 10:00:00", topic: "Incident" },
        { who: "freshdesk.user:32", case_id: "701", resolved: null },
      ],
      answer: [{ who: "freshdesk.user:31", at: "2026-01-06 10:00:00", instrument: "csat-1-7", score: 7 }],
    },
    aliases: ["freshdesk.user:31 = email:a@example.com", "freshdesk.user:32 = email:b@example.com"],
  },
  {
    format: "freshdesk.ticket-records",
    name: "freshdesk-tickets.json",
    trap: "codes for words; a state of the company's own; spam; a ticket that was opened again; one without statistics that is closed",
    content: JSON.stringify(
      [
        {
          ...{
            id: 700,
            requester_id: 31,
            responder_id: 4,
            group_id: 2,
            source: 1,
            status: 5,
            priority: 1,
            type: "Incident",
          },
          ...{ description_text: "I told you already", requester: { id: 31, name: "A", email: "A@example.com" } },
          stats: {
            ...{ first_responded_at: "2026-01-05T10:30:00Z", status_updated_at: "2026-01-09T10:00:00Z" },
            ...{
              reopened_at: "2026-01-06T12:00:00Z",
              resolved_at: "2026-01-07T10:00:00Z",
              closed_at: "2026-01-09T10:00:00Z",
            },
          },
        },
        {
          ...{
            id: 701,
            requester_id: 32,
            responder_id: null,
            group_id: 2,
            source: 3,
            status: 7,
            priority: 4,
            type: null,
          },
          ...{ description_text: "Where is it", requester: { id: 32, name: "B", email: null } },
          stats: { status_updated_at: "2026-01-05T10:00:00Z", reopened_at: null, resolved_at: null, closed_at: null },
        },
        { id: 702, requester_id: 33, responder_id: 4, group_id: 2, source: 1, status: 2, priority: 2, spam: true },
        { id: 703, requester_id: 34, responder_id: 4, group_id: 2, source: 7, status: 4, priority: 2 },
      ].map((ticket) => ({
        ...{ spam: false, fr_escalated: false, is_escalated: false, due_by: "2026-01-08T10:00:00Z", tags: [] },
        ...{ created_at: "2026-01-05T10:00:00Z", updated_at: "2026-01-08T09:00:00Z", subject: "Broken", ...ticket },
      })),
    ),
    facts: {
      case: [
        {
          ...{
            who: "freshdesk.user:31",
            at: "2026-01-05 10:00:00",
            case_id: "700",
            channel: "Email",
            status: "Closed",
          },
          ...{ first_answered: "2026-01-05 10:30:00", resolved: "2026-01-07 10:00:00", reopened: 1, repeated: true },
          ...{ priority: "Low", topic: "Incident", agent: "4", team: "2" },
        },
        {
          ...{ who: "freshdesk.user:32", case_id: "701", channel: "Phone", status: "7", priority: "Urgent" },
          ...{ first_answered: null, resolved: null, reopened: 0, repeated: false, agent: null },
        },
        { who: "freshdesk.user:34", case_id: "703", resolved: "2026-01-08 09:00:00", reopened: null, repeated: null },
      ],
    },
    aliases: ["freshdesk.user:31 = email:a@example.com"],
  },
];

const chatwootRow = (n: number, rating: number, feedback: string) => [
  ...["Ann Ray (ann@shop.example)", rating, feedback, `P${n}`, `p${n}@example.com`, n === 1 ? "+4670000001" : ""],
  ...[`https://chat.example.com/app/accounts/1/conversations/${200 + n}`, `2026-02-0${n} 10:00:00 UTC`],
];
const chatwoot: Fixture = {
  format: "chatwoot.csat",
  name: "csat_report.csv",
  trap: "blank lines between the rows; a last line about the period; name and address of the agent in one cell",
  content: `${csv([
    [
      "Agent Name",
      "Rating",
      "Feedback Comment",
      "Contact Name",
      "Contact Email Address",
      "Contact Phone Number",
      "Link to the conversation",
      "Recorded date",
    ],
  ])}\n${[chatwootRow(1, 5, "Sweet, thanks"), chatwootRow(2, 1, ""), chatwootRow(3, 4, ""), chatwootRow(4, 3, "So so")]
    .map((cells) => csv([cells]))
    .join("\n\n")}\nReporting period 2026-02-01 to 2026-02-28\n`,
  facts: {
    answer: [
      {
        who: "email:p1@example.com",
        at: "2026-02-01 10:00:00",
        instrument: "csat",
        score: 5,
        comment: "Sweet, thanks",
        about: "case",
        about_id: "201",
        agent: "Ann Ray",
      },
      { who: "email:p2@example.com", score: 1 },
      { who: "email:p3@example.com", score: 4 },
      { who: "email:p4@example.com", score: 3, about_id: "204" },
    ],
  },
  aliases: ["email:p1@example.com = phone:+4670000001"],
};

const salesforceCases: Fixture = {
  format: "salesforce.cases",
  name: "Case.csv",
  trap: "a case without a contact",
  content: csv([
    [
      "Id",
      "CaseNumber",
      "Subject",
      "Status",
      "Priority",
      "Origin",
      "Type",
      "AccountId",
      "ContactId",
      "OwnerId",
      "IsClosed",
      "CreatedDate",
      "ClosedDate",
    ],
    [
      "500A0000001abcdEAA",
      "00001001",
      "Down",
      "Closed",
      "High",
      "Phone",
      "Incident",
      "001A0000001abcdEAA",
      "003A0000001abcdEAA",
      "005x",
      "true",
      "2026-01-05T10:00:00.000+0000",
      "2026-01-06T10:00:00.000+0000",
    ],
    [
      "500A0000002abcdEAA",
      "00001002",
      "Bill",
      "New",
      "Low",
      "Web",
      "",
      "001A0000001abcdEAA",
      "",
      "005x",
      "false",
      "2026-01-07T10:00:00.000+0000",
      "",
    ],
  ]),
  facts: {
    case: [
      {
        who: "salesforce.contact:003A0000001abcdEAA",
        at: "2026-01-05 10:00:00",
        case_id: "00001001",
        resolved: "2026-01-06 10:00:00",
      },
      { who: "account:001A0000001abcdEAA", case_id: "00001002", resolved: null },
    ],
  },
};

export const SERVICE: readonly Fixture[] = [
  zendeskTickets,
  zendeskRecords,
  zendeskRatings,
  zendeskMetrics,
  intercom,
  intercomContacts,
  ...helpscout,
  ...freshdesk,
  chatwoot,
  salesforceCases,
];
