import type { Column } from "../looks.ts";
import { plain } from "../words/header.ts";

/**
 * Words that stand in cells, by the choice they mean, in five languages; each is the beginning of the bare text.
 * Order matters: `undelivered` is tried before `delivered`.
 */
export const VALUE_WORDS = {
  order_status: {
    cancelled: "cancel void anulow avbrut avbok annuller makuler отмен аннулир anulat unavailable",
    returned: "return refund zwroc zwrot retur aterbetal возвра returnat rambursat",
    open: "open pending processing process created new invoiced approved shipped in_transit unpaid unfulfilled otwart nowe oczek w_trakcie w_realizacji wyslan oppen pagaende behandl skickad ny nytt новый в_обработк отправлен ожид deschis in_curs in_asteptare expediat nou trimis",
    delivered:
      "delivered complete fulfilled closed done dostarcz zrealizow zakoncz levererad klar slutford доставл выполн заверш livrat finalizat",
    paid: "paid success captured settled oplac zaplac betal оплач platit achitat",
  },
  party_kind: {
    organisation: "organi compan business b2b corporate firm spolk foretag bolag компани организ юр compani pj",
    person: "person individual consumer b2c private retail osob prywat privat физ частн лиц persoan pf",
  },
  period: {
    day: "dai day dzie dag день ежедн zi zilnic",
    week: "week tydz tygod veck недел saptam",
    month: "month mies manad месяц ежемес luna lunar",
    quarter: "quarter kwart kvart кварт trimes",
    year: "year annual rok rocz ar arlig год ежегод an anual",
    once: "once one_off one-off jednoraz engang единовр разов unic",
  },
  term_change: {
    new: "new start sign nowa nowe nowy ny nytt нов nou noua",
    renewal: "renew extend przedluz odnow forny forlang продл возобнов reinnoi prelung",
    upgrade: "upgrad up_ expansion podwyz uppgrad повыш апгрейд",
    downgrade: "downgrad contraction obniz nedgrad пониж даунгрейд retrograd",
    pause: "paus suspend wstrzym zawies pausad приостан pauz",
    resume: "resum reactiv wznow aterupp возобн reluar",
    end: "end cancel churn terminat zakoncz rezygn slut avslut uppsag заверш отмен растор incet anul rezil",
  },
  offer_outcome: {
    won: "won accept success closed_won closedwon wygr przyj zaakcept vunn accepter выигр принят castig acceptat",
    lost: "lost closed_lost closedlost przegr utrac forlor проигр потер pierdut",
    declined: "declin reject refus odrzuc odmow avboj avslag отказ отклон refuz respins",
    open: "open pending progress negotiat otwart w_toku oppen pagaende открыт в_работе deschis in_curs",
  },
  respondent: {
    employee: "employ staff pracowni anstall medarbet сотрудн angajat",
    manager: "manager kierowni chef руковод",
    prospect: "prospect lead potencjaln потенц potential",
    former: "former churned byly bywsz tidigare быв fost",
    customer: "customer client klient kund клиент",
  },
  direction: {
    inbound: "in przych inkom вход intr",
    outbound: "out wych utg исх ies",
  },
  handled_by: {
    bot: "bot virtual automat wirtual бот виртуал",
    live: "live human agent person czlowiek zywy manniska livr оператор человек uman",
  },
  sentiment: {
    negative: "neg отриц нег",
    neutral: "neut mixed нейтр",
    positive: "pos pozyt poz полож поз",
  },
  points_change: {
    earned:
      "earn accru collect award bonus credit add gain nalicz zdoby przyzn dodan intjan tjan начисл получ зараб acumul castig primi",
    redeemed:
      "redeem redempt spent spend used use burn wykorzyst wymien odebr zreali inlos utnyttj anvand списан потра использ погаш utiliz folosi rascump chelt valorif",
    expired: "expir laps wygas przeterm forfall utgang utgat сгор истек истёк expirat",
  },
  answer_kind: {
    relationship: "relation relac relations отношен relatio",
    transactional: "transac transak transakc post_ транзакц tranzac",
  },
} as const;

export type ChoiceName = keyof typeof VALUE_WORDS;

const bare = (text: string): string =>
  plain(text)
    .replace(/[^\p{L}\d]+/gu, "_")
    .replace(/^_/, "");

/** The choice that one cell means, or undefined. */
export function meaningOf(value: string, choice: ChoiceName): string | undefined {
  const text = bare(value);
  for (const [meaning, stems] of Object.entries(VALUE_WORDS[choice]))
    if (stems.split(" ").some((stem) => text.startsWith(plain(stem).replace("-", "_")))) return meaning;
  return undefined;
}

/** The cells of a column as a `map` to choices, by the names of the choices and by words for them; undefined where not one of them is understood. */
export function choiceMap(
  column: Column,
  choice: ChoiceName | undefined,
  choices: readonly string[],
): Record<string, string | null> | undefined {
  const map: Record<string, string | null> = {};
  for (const value of distinctValues(column)) {
    const own = choices.find((word) => bare(word) === bare(value));
    const meaning = own ?? (choice && meaningOf(value, choice));
    if (meaning !== undefined) map[value] = meaning;
  }
  if (Object.keys(map).length === 0) return undefined;
  // The sample need not hold every word: the choices' own names are understood wherever they come up.
  const seen = new Set(Object.keys(map).map(bare));
  for (const word of choices) if (!seen.has(bare(word))) map[word] = word;
  return { ...map, "*": null };
}

export function distinctValues(column: Column): string[] {
  return [...new Set(column.values.filter((v): v is string => v !== null && v.trim() !== ""))].sort();
}
