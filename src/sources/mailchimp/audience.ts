import type { Format } from "../format.ts";
import { by, choose, constant, present } from "../parts.ts";

export const audience: Format = {
  name: "mailchimp.audience",
  system: "mailchimp",
  doc: "A Mailchimp audience as CSV: subscribed, unsubscribed or cleaned.",
  notes: ["Who unsubscribed has not agreed to be contacted any more; the day, the campaign and the reason are kept."],
  evidence: "seen",
  required: ["Email Address", "MEMBER_RATING", "OPTIN_TIME", "CONFIRM_TIME", "LAST_CHANGED", "LEID", "EUID"],
  usual: ["First Name", "Last Name", "TAGS", "CC", "TIMEZONE"],
  facts: [
    {
      fact: "party",
      subject: by("email", "Email Address"),
      also: [by("mailchimp.member", "EUID")],
      fields: {
        name: { first: [{ join: ["First Name", "Last Name"], with: " " }, "First Name", "Last Name"] },
        country: "CC",
        region: "REGION",
        joined: { first: ["OPTIN_TIME", "CONFIRM_TIME"] },
        consent: choose(
          [present("UNSUB_TIME"), constant(false)],
          [present("CLEAN_TIME"), constant(false)],
          [present("Email Address"), constant(true)],
        ),
      },
    },
    {
      fact: "touch",
      subject: by("email", "Email Address"),
      at: { value: "UNSUB_TIME" },
      fields: { name: constant("unsubscribed"), campaign: "UNSUB_CAMPAIGN_TITLE", channel: constant("email") },
      where: present("UNSUB_TIME"),
      keep: ["UNSUB_REASON", "UNSUB_REASON_OTHER"],
    },
  ],
};
