import { join, literal, type Sql, sql } from "../../store/sql/sql.ts";

/** Whether a word of the company's records is one of some words, however it is written. */
export const isOneOf = (column: Sql, words: readonly string[]): Sql =>
  sql`lower(trim(${column})) in (${join(words.map((word) => literal(word)))})`;

/** What a channel of contacts is called that is the telephone, in five languages. */
export const PHONE = [
  "phone",
  "telephone",
  "call",
  "calls",
  "voice",
  "hotline",
  "telefon",
  "rozmowa",
  "samtal",
  "телефон",
  "звонок",
  "apel",
  "apel telefonic",
];

/** What an acquisition channel is called where somebody with a name of their own spoke for the company. */
export const ADVOCATES = [
  "influencer",
  "influencers",
  "influencer marketing",
  "creator",
  "creators",
  "ambassador",
  "ambassadors",
  "advocate",
  "advocates",
  "influencerzy",
  "twórcy",
  "ambasador",
  "ambasadorzy",
  "influerare",
  "kreatörer",
  "ambassadör",
  "ambassadörer",
  "инфлюенсер",
  "инфлюенсеры",
  "блогер",
  "блогеры",
  "амбассадор",
  "influenceri",
  "creatori",
  "ambasadori",
];

/** What money is spent on that wins customers, or keeps them. */
export const ACQUISITION = [
  "acquisition",
  "pozyskanie",
  "pozyskiwanie",
  "förvärv",
  "anskaffning",
  "kundanskaffning",
  "привлечение",
  "achiziție",
  "atragere",
];
export const RETENTION = ["retention", "utrzymanie", "kundretention", "удержание", "retenție"];
