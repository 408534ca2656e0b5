import type { Format } from "../format.ts";

export const aggregates: Format = {
  name: "genesys.aggregates",
  system: "genesys",
  doc: "Metrics of Genesys Cloud by queue, agent or interval.",
  notes: [
    "They are totals of many contacts. Export the conversations themselves (`genesys.conversations`) to have them counted.",
  ],
  evidence: "seen",
  required: ["nOffered", "nConnected", "tHandle"],
  usual: ["tTalkComplete", "tHeld", "tAcw", "tAnswered", "tAbandon", "nTransferred", "queueId", "mediaType"],
  facts: [],
};
