import { columnNamed, type Format, type Header } from "../format.ts";
import type { Expression } from "../mapping.ts";
import { by } from "../parts.ts";
import { surveyAnswers } from "../survey/questions.ts";
import type { TableSample } from "../table.ts";

const ID: Header = ["ID", "Identyfikator", "Идентификатор"];
const START: Header = [
  ...[
    "Start time",
    "Godzina rozpoczęcia",
    "Starttid",
    "Время начала",
    "Ora începerii",
    "Ora de începere",
    "Oră de începere",
  ],
];
const COMPLETION: Header = [
  ...["Completion time", "Godzina ukończenia", "Slutförandetid", "Время завершения", "Время выполнения"],
  ...["Ora finalizării", "Ora de finalizare", "Oră de finalizare"],
];
const EMAIL: Header = ["Email", "Adres e-mail", "E-post", "Электронная почта", "Адрес электронной почты", "E-mail"];
const NAME: Header = ["Name", "Nazwa", "Namn", "Имя", "Nume"];
const MODIFIED: Header = [
  "Last modified time",
  "Czas ostatniej modyfikacji",
  "Senast ändrad",
  "Время последнего изменения",
];

const own = (sample: TableSample, header: Header): Expression => columnNamed(sample, header) ?? { value: null };

export const forms: Format = {
  name: "microsoft.forms",
  system: "microsoft-forms",
  doc: "Microsoft Forms responses as XLSX or CSV (Responses, Open in Excel). Headers in English, Polish, Swedish, Russian or Romanian.",
  notes: [
    "`anonymous` in place of an address is nobody.",
    "Points and feedback of a quiz are no answers.",
    "The headers in Swedish, Russian and Romanian are unverified.",
  ],
  evidence: "seen",
  required: [ID, START, COMPLETION, EMAIL, NAME],
  usual: [MODIFIED],
  facts: (sample, context) =>
    surveyAnswers(sample, context, {
      id: own(sample, ID),
      at: { value: { first: [own(sample, COMPLETION), own(sample, START)] } },
      who: [by("email", { column: columnNamed(sample, EMAIL) ?? "Email", map: { anonymous: null } })],
      besides: [
        ID,
        START,
        COMPLETION,
        EMAIL,
        NAME,
        MODIFIED,
        "Total points",
        "Quiz feedback",
        /^(Points|Feedback) [-–] /,
      ],
    }),
};
