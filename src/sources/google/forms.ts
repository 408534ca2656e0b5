import { allLook, type Format } from "../format.ts";
import { by } from "../parts.ts";
import { asksSomething, surveyAnswers } from "../survey/questions.ts";

const TIMESTAMP = [
  ...["Timestamp", "Sygnatura czasowa", "Tidstämpel", "Отметка времени", "Marcaj de timp", "Marcaj temporal"],
  ...["Marcă temporală", "Zeitstempel", "Horodateur"],
];
/** `Email Address` where addresses are collected, `Username` where people sign in. */
const EMAIL = [
  ...["Email Address", "Username", "Adres e-mail", "Nazwa użytkownika", "E-postadress", "Användarnamn"],
  ...["Адрес электронной почты", "Имя пользователя", "Adresă de e-mail", "Adresa de e-mail", "Nume de utilizator"],
];

export const forms: Format = {
  name: "google.forms",
  system: "google-forms",
  doc: "Google Forms responses: the CSV download, or the sheet of responses saved as CSV or XLSX. Headers in English, Polish, Swedish, Russian or Romanian.",
  notes: [
    "There is no id of a response: the same row in two files is one response.",
    "A grid is one column a row, `Question [row]`; each row is a score of its own and never the overall one.",
    "The headers in other languages than English and Swedish are unverified.",
  ],
  evidence: "seen",
  required: [TIMESTAMP],
  forbidden: ["Response ID", "Respondent ID", "Survey ID", "Network ID"],
  looks: (sample) => allLook(sample, TIMESTAMP, /\d{1,2}:\d{2}/) && asksSomething(sample),
  facts: (sample, context) =>
    surveyAnswers(sample, context, {
      at: { value: { first: TIMESTAMP } },
      who: [by("email", { first: EMAIL })],
      besides: [TIMESTAMP, EMAIL],
    }),
};
