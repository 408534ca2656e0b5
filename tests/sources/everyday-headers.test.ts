import { expect, it } from "vitest";
import type { Currency } from "../../src/base/currency.ts";
import { recognise } from "../../src/sources/recognise.ts";
import { sample } from "./samples.ts";

type Values = (i: number) => string | number | null;
const d: Values = (i) => `2025-0${(i % 9) + 1}-1${i % 9}`;
const t: Values = (i) => `${d(i)} 10:0${i % 9}:00`;
const m: Values = (i) => (10 + i * 1.37).toFixed(2);
const e: Values = (i) => `a${i}@example.com`;
const u: Values = (i) => 1000 + i;
const c: Values = (i) => `K${i % 9}`;
const p =
  (...words: (string | number | null)[]): Values =>
  (i) =>
    words[i % words.length]!;

/** Headers as exports write them, with words, orders and abbreviations that differ from the textbook's; `none`: nothing may be sure. */
const TABLES: [string, string, [string, Values][]][] = [
  [
    "purchase",
    "woo",
    [
      ["Order Number", u],
      ["Order Status", p("Completed", "Refunded", "Processing")],
      ["Order Date", t],
      ["Customer Email", e],
      ["Order Total", m],
      ["Payment Method", p("card", "cash")],
      ["Shipping Total", m],
    ],
  ],
  [
    "purchase",
    "snake",
    [
      ["transaction_id", u],
      ["user_id", c],
      ["purchase_date", d],
      ["total_amount", m],
      ["currency", p("USD")],
      ["store", p("A", "B")],
    ],
  ],
  [
    "purchase",
    "pl-invoice",
    [
      ["Numer faktury", (i) => `FV/${i}/2025`],
      ["Data wystawienia", d],
      ["NIP klienta", u],
      ["Wartość netto", m],
      ["VAT", m],
      ["Waluta", p("PLN")],
    ],
  ],
  [
    "purchase",
    "sv",
    [
      ["Order nr", u],
      ["Kund-nr", c],
      ["Köpdatum", d],
      ["Totalt belopp (SEK)", m],
      ["Frakt", m],
      ["Betalsätt", p("kort", "swish")],
    ],
  ],
  [
    "purchase",
    "ru",
    [
      ["№ заказа", u],
      ["Дата оформления заказа", t],
      ["Покупатель", c],
      ["Итого, руб.", m],
      ["Скидка", m],
      ["Статус заказа", p("Доставлен", "Отменён")],
    ],
  ],
  [
    "purchase",
    "ro",
    [
      ["Nr. comandă", u],
      ["Data plasării comenzii", t],
      ["Cod client", c],
      ["Total comandă (RON)", m],
      ["Stare comandă", p("Livrată", "Anulată")],
    ],
  ],
  [
    "party",
    "crm",
    [
      ["Id", u],
      ["First Name", p("Ann", "Bo")],
      ["Last Name", p("Li", "Ek")],
      ["Email", e],
      ["City", p("Oslo", "Lund")],
      ["Created Date", d],
    ],
  ],
  [
    "party",
    "pl",
    [
      ["Id klienta", u],
      ["Nazwa", p("Firma A", "Firma B")],
      ["Miasto", p("Łódź", "Gdynia")],
      ["Zgoda marketingowa", p("tak", "nie")],
      ["Klient od", d],
    ],
  ],
  [
    "party",
    "sv",
    [
      ["Kund-ID", u],
      ["Förnamn", p("Eva", "Bo")],
      ["Efternamn", p("Ek", "Li")],
      ["Mobil", (i) => `+46 70 123 45 ${10 + i}`],
      ["Ort", p("Lund", "Ystad")],
      ["Kundsegment", p("A", "B")],
    ],
  ],
  [
    "case",
    "zendesk-like",
    [
      ["Ticket #", u],
      ["Requester email", e],
      ["Created at", t],
      ["Assignee", p("Ann", "Bo")],
      ["Group", p("L1", "L2")],
      ["Subject", p("My card", "A bill")],
      ["Solved at", t],
      ["Satisfaction", p(5, 4, 1, null)],
    ],
  ],
  [
    "case",
    "ro",
    [
      ["ID solicitare", u],
      ["Deschis la", t],
      ["Închis la", t],
      ["Subiect", p("Factura mea", "Card nou")],
      ["Prioritate", p("mare", "mică")],
      ["Canal", p("email", "telefon")],
    ],
  ],
  [
    "case",
    "sv",
    [
      ["Ärende-ID", u],
      ["Öppnat", t],
      ["Stängt", t],
      ["Kategori", p("Faktura", "Leverans")],
      ["Handläggare", p("Eva", "Bo")],
      ["Kundnr", c],
    ],
  ],
  [
    "contact",
    "genesys",
    [
      ["Conversation ID", u],
      ["Start Time", t],
      ["Queue", p("Sales", "Help")],
      ["Agent Name", p("A B", "C D")],
      ["Handle Time", (i) => 200 + i],
      ["Hold Time", (i) => i],
      ["Wait Time", (i) => i],
      ["Direction", p("inbound", "outbound")],
    ],
  ],
  [
    "contact",
    "pl",
    [
      ["Id rozmowy", u],
      ["Data rozmowy", t],
      ["Konsultant", p("Ewa", "Jan")],
      ["Kolejka", p("A", "B")],
      ["Czas rozmowy", () => "00:04:12"],
      ["Czas oczekiwania", () => "00:00:42"],
      ["Numer klienta", c],
    ],
  ],
  [
    "answer-wide",
    "pl",
    [
      ["Nr klienta", c],
      ["Data ankiety", d],
      ["Skłonność do polecenia (0-10)", p(0, 10, 9, 8)],
      ["Uzasadnienie oceny", p("Bardzo dobrze było", "Za wolno niestety")],
    ],
  ],
  [
    "google.forms",
    "forms",
    [
      ["Timestamp", t],
      ["Email Address", e],
      ["How likely are you to recommend us to a friend?", p(0, 10, 9)],
      ["How satisfied were you with your visit?", p(1, 5, 4)],
      ["Any other comments?", p("All was fine", "No thanks", null)],
    ],
  ],
  [
    "answer-wide",
    "sv",
    [
      ["Kundnummer", c],
      ["Svarsdatum", d],
      ["NPS-betyg", p(0, 9, 10)],
      ["Kommentar", p("Bra hela vägen", "För dyrt nu")],
    ],
  ],
  [
    "answer-wide",
    "ru",
    [
      ["ID клиента", c],
      ["Дата ответа", d],
      ["Готовность рекомендовать", p(0, 10, 9)],
      ["Удовлетворённость", p(1, 5, 4)],
      ["Комментарий", p("Всё очень хорошо", "Долго ждал")],
    ],
  ],
  [
    "answer-wide",
    "ro",
    [
      ["Cod client", c],
      ["Data completării", d],
      ["Scor NPS", p(0, 10, 9)],
      ["Motivul notei", p("Foarte bine tot", "Prea scump azi")],
    ],
  ],
  [
    "term",
    "en",
    [
      ["subscription_id", u],
      ["customer_id", c],
      ["plan_name", p("a", "b")],
      ["mrr", m],
      ["started_at", d],
      ["cancelled_at", (i) => (i % 3 ? null : d(i))],
      ["billing_interval", p("month", "year")],
    ],
  ],
  [
    "term",
    "pl",
    [
      ["Nr umowy", u],
      ["Klient", c],
      ["Taryfa", p("S", "M")],
      ["Początek umowy", d],
      ["Koniec umowy", d],
      ["Abonament miesięczny", m],
    ],
  ],
  [
    "refund",
    "pl",
    [
      ["Nr zwrotu", u],
      ["Nr zamówienia", u],
      ["Data zwrotu", d],
      ["Zwrócona kwota", m],
      ["Przyczyna", p("za duże", "wada")],
    ],
  ],
  [
    "refund",
    "en2",
    [
      ["return_id", u],
      ["order_id", u],
      ["returned_at", t],
      ["refunded_amount", m],
      ["return_reason", p("too big", "broken")],
    ],
  ],
  [
    "points",
    "en2",
    [
      ["card_number", u],
      ["transaction_date", d],
      ["points", (i) => (i % 2 ? 100 + i : -50)],
      ["description", p("x y", "z w")],
    ],
  ],
  [
    "points",
    "sv",
    [
      ["Medlems-ID", u],
      ["Datum", d],
      ["Händelse", p("Intjänat", "Inlöst")],
      ["Poäng", (i) => 10 + i],
    ],
  ],
  [
    "review",
    "en2",
    [
      ["review_id", u],
      ["date", d],
      ["rating", p(5, 4, 1)],
      ["title", p("Great", "Bad")],
      ["review", p("I liked it very much", "Not good at all")],
      ["source", p("google", "trust")],
    ],
  ],
  [
    "cost",
    "pl",
    [
      ["Miesiąc", (i) => `2025-0${(i % 9) + 1}`],
      ["Kampania", p("Wiosna", "Lato")],
      ["Kanał", p("web", "radio")],
      ["Wydatki", m],
    ],
  ],
  [
    "cost",
    "en",
    [
      ["month", (i) => `2025-0${(i % 9) + 1}`],
      ["channel", p("Search", "Social")],
      ["campaign", p("A", "B")],
      ["spend_eur", m],
    ],
  ],
  [
    "invitation",
    "en2",
    [
      ["survey_name", p("CSAT post", "NPS")],
      ["recipient_email", e],
      ["sent_at", t],
      ["opened_at", t],
      ["completed_at", t],
      ["channel", p("email")],
    ],
  ],
  [
    "touch",
    "en2",
    [
      ["user_id", c],
      ["timestamp", t],
      ["event_name", p("view", "click")],
      ["utm_campaign", p("a", "b")],
      ["channel", p("x", "y")],
    ],
  ],
  [
    "employee",
    "ro",
    [
      ["Angajat", p("Ion Pop", "Ana Rus")],
      ["Echipă", p("A", "B")],
      ["Departament", p("Suport", "Vânzări")],
      ["Data angajării", d],
    ],
  ],
  [
    "line",
    "pl",
    [
      ["Nr zamówienia", (i) => `Z${i >> 1}`],
      ["Nazwa produktu", p("Grabie", "Łopata")],
      ["Ilość sztuk", p(1, 2)],
      ["Cena jedn.", m],
      ["Wartość", m],
    ],
  ],
  [
    "line",
    "ru",
    [
      ["Номер заказа", (i) => `Z${i >> 1}`],
      ["Наименование товара", p("Лейка", "Горшок")],
      ["Кол-во", p(1, 2)],
      ["Цена за шт.", m],
    ],
  ],
  [
    "usage",
    "en2",
    [
      ["customer_id", c],
      ["month", (i) => `2025-0${(i % 9) + 1}`],
      ["logins", (i) => i],
    ],
  ],
  [
    "offer",
    "en2",
    [
      ["deal_id", u],
      ["account_id", c],
      ["created_date", d],
      ["deal_amount", m],
      ["deal_stage", p("won", "lost")],
      ["close_date", d],
    ],
  ],
  [
    "none",
    "inv",
    [
      ["SKU", u],
      ["Warehouse", p("A", "B")],
      ["Stock", (i) => i],
      ["Price", m],
    ],
  ],
  [
    "none",
    "weather",
    [
      ["date", d],
      ["temperature", (i) => i],
      ["rain", (i) => i],
      ["city", p("A", "B")],
    ],
  ],
  [
    "none",
    "web",
    [
      ["date", d],
      ["page", p("/a", "/b")],
      ["sessions", (i) => i],
      ["bounce_rate", m],
    ],
  ],
  [
    "none",
    "payroll",
    [
      ["Employee ID", u],
      ["Name", p("A B", "C D")],
      ["Salary", m],
      ["Bonus", m],
      ["Hire date", d],
    ],
  ],
  [
    "none",
    "suppliers",
    [
      ["Supplier ID", u],
      ["Name", p("A B", "C D")],
      ["Country", p("SE", "PL")],
      ["Phone", (i) => `+46 70 123 45 ${10 + i}`],
    ],
  ],
  [
    "none",
    "purchase orders to suppliers",
    [
      ["PO number", u],
      ["Supplier", p("A", "B")],
      ["Order date", d],
      ["Order total", m],
      ["Buyer", p("Ann", "Bo")],
    ],
  ],
  [
    "none",
    "bank",
    [
      ["Booking date", d],
      ["Text", p("a b", "c d")],
      ["Amount", m],
      ["Balance", m],
    ],
  ],
  [
    "purchase",
    "pl, with tax",
    [
      ["Numer zamówienia", u],
      ["Klient", c],
      ["Data złożenia", d],
      ["Kwota brutto", m],
      ["Waluta", p("PLN")],
    ],
  ],
  [
    "case",
    "pl, said as verbs",
    [
      ["Nr zgłoszenia", u],
      ["E-mail klienta", e],
      ["Utworzono", t],
      ["Zamknięto", t],
      ["Temat", p("dostawa", "faktura")],
      ["Konsultant", p("Ann", "Bo")],
    ],
  ],
];

it.each(TABLES)("%s: %s", (format, _, columns) => {
  const rows = Array.from({ length: 27 }, (_row, i) => columns.map(([, values]) => values(i)));
  const { winner } = recognise(
    sample(
      columns.map(([name]) => name),
      rows,
    ),
    { currency: "EUR" as Currency },
  );
  expect(winner?.format ?? "none").toBe(format === "none" || format.includes(".") ? format : `generic.${format}`);
});

it.each([
  ["Customer ID", "Plan", "Start", "End", "Monthly fee"],
  ["ID klienta", "Plan", "Początek", "Koniec", "Opłata miesięczna"],
  ["Kundnummer", "Plan", "Start", "Slut", "Månadsavgift"],
  ["ID клиента", "Тариф", "Начало", "Конец", "Абонентская плата"],
  ["ID client", "Plan", "Început", "Sfârșit", "Taxă lunară"],
])("%s, %s, %s, %s, %s: what a month costs is the amount of a contract", (...columns) => {
  const rows = Array.from({ length: 27 }, (_row, i) => [c(i), "Basic", d(i), null, m(i)]);
  const { winner } = recognise(sample(columns, rows), { currency: "EUR" as Currency });
  expect([winner?.format, winner?.mapping.facts[0]?.fields.amount]).toEqual(["generic.term", columns[4]]);
});

const WORK = {
  en: [
    "How likely are you to recommend working at this company to a friend?",
    "How satisfied are you with your manager?",
  ],
  pl: [
    "Jak bardzo prawdopodobne jest, że polecisz naszą firmę jako miejsce pracy?",
    "Jak oceniasz swoje zadowolenie z pracy w firmie?",
  ],
  sv: ["Hur troligt är det att du skulle rekommendera att arbeta på detta företag?", "Hur nöjd är du med din chef?"],
  ru: [
    "Насколько вероятно, что вы порекомендуете работу в этой компании другу или коллеге?",
    "Насколько вы удовлетворены своим руководителем?",
  ],
  ro: [
    "Cât de probabil este să recomandați să lucrați la această companie unui prieten?",
    "Cât de mulțumit sunteți de managerul dumneavoastră?",
  ],
};
it.each(Object.entries(WORK))("%s: what employees think of where they work is no score of customers", (_, columns) => {
  const rows = Array.from({ length: 60 }, (_row, i) => [t(i), i % 11, (i % 5) + 1]);
  const { winner } = recognise(sample(["Timestamp", ...columns], rows));
  const instruments = winner!.mapping.facts.map(({ fields }) => fields.instrument as { value: string });
  expect(instruments[0]).toEqual({ value: "enps" });
  expect(instruments.map(({ value }) => value).filter((value) => ["nps", "csat", "ces"].includes(value))).toEqual([]);
});

it.each([
  ["How likely are you to recommend our workshop to a friend?", "nps"],
  ["How satisfied are you with your account manager?", "csat"],
  ["Jak bardzo prawdopodobne jest, że polecą Państwo nas w pracy?", "nps"],
  ["Насколько вы удовлетворены работой оператора?", "csat"],
  ["Cât de mulțumit sunteți de lucrarea noastră?", "csat"],
])("%s is one of customers", (question, instrument) => {
  const rows = Array.from({ length: 60 }, (_row, i) => [t(i), instrument === "nps" ? i % 11 : (i % 5) + 1]);
  const { winner } = recognise(sample(["Timestamp", question], rows));
  expect(winner!.mapping.facts[0]!.fields.instrument).toEqual({ value: instrument });
});
