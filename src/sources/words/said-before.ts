import type { HeaderLanguage } from "./header.ts";

/**
 * Words by which customers say that they say something again. Fragments of regular expressions in lower case, without
 * looking around; a blank stands for any run of blanks. A plain "again" is none of them: it is said with thanks too.
 */
const SAID_BEFORE = {
  en: [
    "(as|like) i( have|['’]ve)? (already )?(said|told|mentioned|explained|wrote|written|stated)",
    "i( have|['’]ve)? already (said|told|explained|mentioned|wrote|written|sent|provided|given|described|reported)",
    "told (you|them|your colleagues?|somebody|someone) (all )?(this |that )?(before|already)",
    "said (this|that|it|so) before",
    "(repeat|repeating|repeated) myself",
    "(explain|explaining|explained|tell|telling|repeat|repeating|describe|describing) (it |this |that |everything |all of (it|this) |my (problem|issue|story) )*(all )?(over )?(again|once more|from scratch)",
    "(second|third|fourth|fifth|umpteenth|[2-9](nd|rd|th)) time i( am|['’]m| have|['’]ve)? (writ|wrote|call|ask|contact|explain|tell|told|report|try)[a-z]*",
    "(writing|calling|asking|contacting you|reporting this) (yet )?again (about|because|regarding|as|since|for the)",
  ],
  pl: [
    "jak (już )?(wcześniej )?(m[óo]wi[łl]|pisa[łl]|wspomina[łl]|wyja[śs]nia[łl]|zg[łl]asza[łl])[ea]m",
    "już ([^\\s]+ ){0,2}(m[óo]wi[łl]|pisa[łl]|wyja[śs]nia[łl]|t[łl]umaczy[łl]|zg[łl]asza[łl]|wys[łl]a[łl]|poda[łl]|podawa[łl])[ea]m",
    "(drugi|trzeci|czwarty|kt[óo]ry[śs]|kolejny) raz (ju[żz] )?(pisz[ęe]|dzwoni[ęe]|pytam|t[łl]umacz[ęe]|wyja[śs]niam|zg[łl]aszam|prosz[ęe]|powtarzam)",
    "(znowu|znów|ponownie) ([^\\s]+ )?(t[łl]umaczy[ćc]|wyja[śs]nia[ćc]|powtarza[ćc]|podawa[ćc]|opowiada[ćc])",
    "musia[łl][ea]m ([^\\s]+ )?(powtarza[ćc]|t[łl]umaczy[ćc]|wyja[śs]nia[ćc]) ([^\\s]+ )?(od nowa|jeszcze raz|ponownie|to samo)",
    "powtarzam (to )?(ju[żz] )?(po raz|kolejny|jeszcze raz)",
  ],
  sv: [
    "(som )?jag (har )?redan (har )?(sagt|skrivit|förklarat|berättat|skickat|nämnt|uppgett|uppgivit|angett)",
    "som (jag )?(redan )?(sagt|sagts|nämnt|nämnts|skrivit) (tidigare|innan|förut)",
    "(andra|tredje|fjärde|femte) gången (som )?jag (skriver|ringer|frågar|förklarar|hör av mig|kontaktar|berättar)",
    "(förklara|berätta|upprepa|beskriva) (allt |allting |mig |det |samma sak )*(igen|om igen|från början|på nytt|en gång till)",
    "upprepa mig",
    "(måste|fick|behövde|tvingades) (jag )?(åter )?upprepa",
    "(skriver|ringer|hör av mig) (nu )?(igen|ännu en gång) (om|angående|eftersom|för att)",
  ],
  ru: [
    "(как )?я (вам )?уже (вам )?(говорил|писал|объяснял|сообщал|отправлял|присылал|указывал|рассказывал|звонил)а?",
    "как (я )?уже (говорил|писал|сообщал|объяснял|упоминал)(а|ось)?",
    "(второй|третий|четв[её]ртый|пятый|который|очередной) раз (уже )?(пишу|звоню|спрашиваю|объясняю|обращаюсь|прошу|повторяю)",
    "(снова|опять|заново|ещ[её] раз) ([^\\s]+ )?(объяснять|повторять|рассказывать|описывать)",
    "(объяснять|повторять|рассказывать|описывать) ([^\\s]+ )?(снова|опять|заново|ещ[её] раз|одно и то же|с начала)",
    "повторяю (вам )?(ещ[её] раз|снова|опять)",
  ],
  ro: [
    "(cum|așa cum|asa cum) (v-|ți-|ti-|le-)?am (mai )?(deja )?(spus|zis|scris|men[țţt]ionat|explicat)",
    "(v-|ți-|ti-|le-)?am (mai )?(spus|scris|explicat|trimis|men[țţt]ionat|comunicat) deja",
    "deja (v-|ți-|ti-|le-)?am (mai )?(spus|scris|explicat|trimis|men[țţt]ionat|comunicat)",
    "a (doua|treia|patra|cincea) oar[ăa] (când|cand|c[âa]nd v[ăa]) ([^\\s]+ )?(scriu|sun|întreb|intreb|explic|contactez|cer)",
    "s[ăa] (explic|repet|spun|povestesc) ([^\\s]+ )?(din nou|iar|iarăși|înc[ăa] o dat[ăa]|de la cap[ăa]t|de la zero)",
    "(scriu|sun|revin) (din nou|iar|iarăși) (pentru|în leg[ăa]tur[ăa]|deoarece|fiindc[ăa]|c[ăa])",
  ],
} as const satisfies Record<HeaderLanguage, readonly string[]>;

/** The same said of what did not happen, or is not to: cut out before the words above are looked for. */
const NOT_SO = {
  en: [
    "(not|[a-z]*n['’]t|never|without|nobody|no one) (ever |once )?(have |had |having |need |needing |asked me |asks me |made me )?(to )?(repeat|repeating|explain|explaining|tell|telling|describe|describing)[^.!?]*",
    "no need to (repeat|explain|tell|describe)[^.!?]*",
  ],
  pl: [
    "(nie|bez) (muszę |musia[łl][ea]m |trzeba |trzeba by[łl]o |konieczno[śs]ci )([^\\s]+ )?(powtarza|t[łl]umacz|wyja[śs]nia|podawa|opowiada)[^.!?]*",
  ],
  sv: [
    "(slapp|slippa|slipper|aldrig|inte|utan att) (jag )?(behöva |behövde |behövt |måste |ens )?(jag )?(upprepa|förklara|berätta|beskriva)[^.!?]*",
  ],
  ru: [
    "(не|без) (приш[её]?л[а-я]* |нужно |надо |нужно было |надо было |необходимости )([^\\s]+ )?(снова |опять |заново )?(объяснять|повторять|рассказывать|описывать)[^.!?]*",
  ],
  ro: [
    "(nu|n-) ?(a |am |mai |a mai |am mai )?(trebuit|trebuie|fost nevoie|fost nevoit[ăa]?) s[ăa] (repet|explic|spun|povestesc)[^.!?]*",
  ],
} as const satisfies Record<HeaderLanguage, readonly string[]>;

/** What texts may be asked for. */
export const SAYINGS = {
  said_before: { says: SAID_BEFORE, unless: NOT_SO },
} as const satisfies Record<
  string,
  { says: Record<HeaderLanguage, readonly string[]>; unless: Record<HeaderLanguage, readonly string[]> }
>;
export type Saying = keyof typeof SAYINGS;

/** Both as regular expressions for a text in lower case, of words that stand by themselves, in whatever language. */
export function patternsOf(saying: Saying): { says: string; unless: string } {
  const { says, unless } = SAYINGS[saying];
  return { says: anyOf(Object.values(says).flat()), unless: anyOf(Object.values(unless).flat()) };
}

const anyOf = (fragments: readonly string[]): string =>
  `(^|[^\\p{L}\\p{N}])(${fragments.map((each) => each.replaceAll(" ", "\\s+")).join("|")})([^\\p{L}\\p{N}]|$)`;

const compiled = new Map<Saying, { says: RegExp; unless: RegExp }>();

function expressionsOf(saying: Saying): { says: RegExp; unless: RegExp } {
  const known = compiled.get(saying);
  if (known) return known;
  const { says, unless } = patternsOf(saying);
  const made = { says: new RegExp(says, "u"), unless: new RegExp(unless, "gu") };
  compiled.set(saying, made);
  return made;
}

/** Whether a text says it. */
export function saysIt(saying: Saying, text: string): boolean {
  const { says, unless } = expressionsOf(saying);
  return says.test(text.toLowerCase().replaceAll(unless, " "));
}
