/**
 * Made-up tables of every generic kind. A column is its header in five languages and its values; the first
 * `needed` columns are those without which the table must not be taken for sure.
 */
export interface Fixture {
  format: string;
  columns: {
    headers: [en: string, pl: string, sv: string, ru: string, ro: string];
    values: (i: number) => string | number | null;
  }[];
  /** English headers of columns without any one of which nothing may be sure. */
  needed: string[];
}

export const ROWS = 24;
const pick =
  <T>(...items: T[]) =>
  (i: number): T =>
    items[i % items.length]!;
const day = (i: number, month = 1) =>
  `2025-${String(((i + month) % 12) + 1).padStart(2, "0")}-${String(((i * 7) % 27) + 1).padStart(2, "0")}`;
const time = (i: number) =>
  `${day(i)} ${String(8 + (i % 10)).padStart(2, "0")}:${String((i * 13) % 60).padStart(2, "0")}:00`;
const money = (i: number) => (12.5 + ((i * 37) % 211) * 1.13).toFixed(2);
const customer = (i: number) => `C${1000 + ((i * 5) % 17)}`;
const email = (i: number) => `person${i}@example.com`;

export const FIXTURES: Fixture[] = [
  {
    format: "generic.party",
    needed: ["Customer ID"],
    columns: [
      {
        headers: ["Customer ID", "ID klienta", "Kundnummer", "ID клиента", "ID client"],
        values: (i) => `C${1000 + i}`,
      },
      {
        headers: ["Full name", "Imię i nazwisko", "Namn", "ФИО", "Nume"],
        values: pick("Anna Berg", "Jan Nowak", "Ion Pop", "Eva Lind"),
      },
      { headers: ["Country", "Kraj", "Land", "Страна", "Țara"], values: pick("SE", "PL", "RO") },
      { headers: ["Segment", "Segment", "Segment", "Сегмент", "Segment"], values: pick("gold", "silver", "basic") },
      {
        headers: ["Signup date", "Data rejestracji", "Registreringsdatum", "Дата регистрации", "Data înregistrării"],
        values: (i) => day(i),
      },
    ],
  },
  {
    format: "generic.membership",
    needed: ["Account ID", "Role"],
    columns: [
      { headers: ["Contact email", "E-mail", "E-post", "Электронная почта", "E-mail"], values: email },
      {
        headers: ["Account ID", "ID firmy", "Företagsnummer", "ID компании", "ID companie"],
        values: (i) => `A${10 + (i % 6)}`,
      },
      { headers: ["Role", "Rola", "Roll", "Роль", "Rol"], values: pick("admin", "buyer", "user") },
      {
        headers: ["Start date", "Data rozpoczęcia", "Startdatum", "Дата начала", "Data începerii"],
        values: (i) => day(i),
      },
    ],
  },
  {
    format: "generic.alias",
    needed: ["Other ID", "Other ID type"],
    columns: [
      { headers: ["Customer ID", "ID klienta", "Kund-ID", "Код клиента", "Cod client"], values: (i) => `C${1000 + i}` },
      {
        headers: ["Other ID", "Inny identyfikator", "Annat ID", "Другой идентификатор", "Alt ID"],
        values: (i) => `X${i * 31}`,
      },
      {
        headers: ["Other ID type", "Inny typ ID", "Annan ID-typ", "Другой тип ID", "Alt tip ID"],
        values: pick("card", "cookie"),
      },
      { headers: ["Date", "Data", "Datum", "Дата", "Data"], values: (i) => day(i) },
    ],
  },
  {
    format: "generic.purchase",
    needed: ["Order date", "Order total"],
    columns: [
      {
        headers: ["Order ID", "Numer zamówienia", "Ordernummer", "Номер заказа", "Număr comandă"],
        values: (i) => `O-${5000 + i}`,
      },
      { headers: ["Customer ID", "Numer klienta", "Kundnr", "Код клиента", "Cod client"], values: customer },
      {
        headers: ["Order date", "Data zamówienia", "Orderdatum", "Дата заказа", "Data comenzii"],
        values: (i) => day(i),
      },
      {
        headers: ["Order total", "Wartość zamówienia", "Ordersumma", "Сумма заказа", "Valoare comandă"],
        values: money,
      },
      { headers: ["Currency", "Waluta", "Valuta", "Валюта", "Monedă"], values: pick("EUR") },
      { headers: ["Status", "Status", "Status", "Статус", "Stare"], values: pick("paid", "delivered", "cancelled") },
      { headers: ["Channel", "Kanał", "Kanal", "Канал", "Canal"], values: pick("web", "shop") },
    ],
  },
  {
    format: "generic.line",
    needed: ["Order ID", "Product"],
    columns: [
      {
        headers: ["Order ID", "Nr zamówienia", "Order-ID", "№ заказа", "ID comandă"],
        values: (i) => `O-${5000 + Math.floor(i / 3)}`,
      },
      { headers: ["Product", "Produkt", "Produkt", "Товар", "Produs"], values: pick("Rake", "Spade", "Hose", "Pot") },
      { headers: ["Quantity", "Ilość", "Antal", "Количество", "Cantitate"], values: pick(1, 2, 1, 3) },
      { headers: ["Unit price", "Cena jednostkowa", "Styckpris", "Цена за единицу", "Preț unitar"], values: money },
    ],
  },
  {
    format: "generic.refund",
    needed: ["Refund date", "Refund amount"],
    columns: [
      {
        headers: ["Refund ID", "Numer zwrotu", "Återbetalnings-ID", "Номер возврата", "ID rambursare"],
        values: (i) => `R${70 + i}`,
      },
      {
        headers: ["Order ID", "Numer zamówienia", "Ordernummer", "Номер заказа", "Număr comandă"],
        values: (i) => `O-${5000 + i * 3}`,
      },
      {
        headers: ["Refund date", "Data zwrotu", "Återbetalningsdatum", "Дата возврата", "Data rambursării"],
        values: (i) => day(i),
      },
      {
        headers: ["Refund amount", "Kwota zwrotu", "Återbetalat belopp", "Сумма возврата", "Suma rambursată"],
        values: money,
      },
      {
        headers: ["Reason", "Powód", "Anledning", "Причина", "Motiv"],
        values: pick("too late", "broken", "wrong size"),
      },
    ],
  },
  {
    format: "generic.term",
    needed: ["Customer ID", "Start date"],
    columns: [
      {
        headers: ["Subscription ID", "ID subskrypcji", "Prenumerationsnummer", "Номер подписки", "ID abonament"],
        values: (i) => `S${i}`,
      },
      { headers: ["Customer ID", "ID klienta", "Kundnummer", "ID клиента", "ID client"], values: customer },
      { headers: ["Plan", "Plan", "Plan", "Тариф", "Plan"], values: pick("basic", "plus", "pro") },
      {
        headers: ["Start date", "Data rozpoczęcia", "Startdatum", "Дата начала", "Data de început"],
        values: (i) => day(i),
      },
      {
        headers: ["End date", "Data zakończenia", "Slutdatum", "Дата окончания", "Data de sfârșit"],
        values: (i) => (i % 3 ? null : day(i, 4)),
      },
      {
        headers: ["Monthly price", "Cena miesięczna", "Månadspris", "Цена в месяц", "Preț lunar"],
        values: pick("9.90", "19.90", "49.00"),
      },
    ],
  },
  {
    format: "generic.usage",
    needed: ["Usage", "Date"],
    columns: [
      { headers: ["Customer ID", "ID klienta", "Kundnummer", "ID клиента", "ID client"], values: customer },
      { headers: ["Date", "Data", "Datum", "Дата", "Data"], values: (i) => day(i) },
      { headers: ["Usage", "Zużycie", "Förbrukning", "Потребление", "Consum"], values: (i) => (i * 17) % 90 },
      { headers: ["Unit", "Jednostka", "Enhet", "Единица", "Unitate"], values: pick("GB", "min") },
    ],
  },
  {
    format: "generic.offer",
    needed: ["Customer ID", "Offer date"],
    columns: [
      {
        headers: ["Offer ID", "Numer oferty", "Offertnummer", "Номер предложения", "Număr ofertă"],
        values: (i) => `Q${i}`,
      },
      { headers: ["Customer ID", "ID klienta", "Kundnummer", "ID клиента", "ID client"], values: customer },
      {
        headers: ["Offer date", "Data oferty", "Offertdatum", "Дата предложения", "Data ofertei"],
        values: (i) => day(i),
      },
      { headers: ["Amount", "Kwota", "Belopp", "Сумма", "Sumă"], values: money },
      { headers: ["Outcome", "Wynik", "Utfall", "Результат", "Rezultat"], values: pick("won", "lost", "open") },
    ],
  },
  {
    format: "generic.case",
    needed: ["Ticket ID", "Created at"],
    columns: [
      {
        headers: ["Ticket ID", "Numer zgłoszenia", "Ärendenummer", "Номер обращения", "Număr tichet"],
        values: (i) => `T${300 + i}`,
      },
      {
        headers: ["Customer email", "E-mail klienta", "Kundens e-post", "E-mail клиента", "E-mail client"],
        values: email,
      },
      { headers: ["Created at", "Data utworzenia", "Skapad", "Дата создания", "Data creării"], values: time },
      {
        headers: ["Subject", "Temat", "Ämne", "Тема", "Subiect"],
        values: pick("Late delivery", "Broken part", "Invoice question"),
      },
      { headers: ["Priority", "Priorytet", "Prioritet", "Приоритет", "Prioritate"], values: pick("high", "low") },
      { headers: ["Status", "Status", "Status", "Статус", "Stare"], values: pick("open", "closed") },
      {
        headers: ["Resolved at", "Data rozwiązania", "Löst datum", "Дата решения", "Data rezolvării"],
        values: (i) => (i % 4 ? time(i) : null),
      },
    ],
  },
  {
    format: "generic.contact",
    needed: ["Call date"],
    columns: [
      { headers: ["Call ID", "ID połączenia", "Samtals-ID", "ID звонка", "ID apel"], values: (i) => `K${90 + i}` },
      { headers: ["Customer ID", "ID klienta", "Kundnummer", "ID клиента", "ID client"], values: customer },
      { headers: ["Call date", "Data połączenia", "Samtalsdatum", "Дата звонка", "Data apelului"], values: time },
      { headers: ["Agent", "Agent", "Agent", "Оператор", "Agent"], values: pick("Ann", "Bo", "Cid") },
      {
        headers: [
          "Wait time (s)",
          "Czas oczekiwania (s)",
          "Väntetid (s)",
          "Время ожидания (с)",
          "Timp de așteptare (s)",
        ],
        values: (i) => (i * 11) % 120,
      },
      {
        headers: [
          "Talk time (s)",
          "Czas rozmowy (s)",
          "Samtalstid (s)",
          "Время разговора (с)",
          "Durata convorbirii (s)",
        ],
        values: (i) => 60 + ((i * 41) % 500),
      },
      { headers: ["Abandoned", "Porzucone", "Övergivet", "Потерянный", "Abandonat"], values: pick("no", "no", "yes") },
    ],
  },
  {
    format: "generic.leg",
    needed: ["Call ID", "Agent"],
    columns: [
      {
        headers: ["Call ID", "ID połączenia", "Samtals-ID", "ID звонка", "ID apel"],
        values: (i) => `K${90 + Math.floor(i / 2)}`,
      },
      { headers: ["Agent", "Konsultant", "Handläggare", "Оператор", "Operator"], values: pick("Ann", "Bo", "Cid") },
      { headers: ["Start time", "Czas rozpoczęcia", "Starttid", "Время начала", "Ora începerii"], values: time },
      {
        headers: ["Talk time", "Czas rozmowy", "Samtalstid", "Время разговора", "Durata convorbirii"],
        values: (i) => 60 + ((i * 41) % 500),
      },
      {
        headers: ["Transferred to", "Przekazano do", "Överförd till", "Переведен на", "Transferat la"],
        values: pick("Bo", null),
      },
    ],
  },
  {
    format: "generic.invitation",
    needed: ["Sent at"],
    columns: [
      {
        headers: ["Invitation ID", "ID zaproszenia", "Inbjudnings-ID", "ID приглашения", "ID invitație"],
        values: (i) => `I${i}`,
      },
      { headers: ["Email", "E-mail", "E-post", "E-mail", "E-mail"], values: email },
      { headers: ["Survey", "Ankieta", "Enkät", "Опрос", "Sondaj"], values: pick("After purchase", "Yearly") },
      { headers: ["Sent at", "Data wysłania", "Skickad", "Дата отправки", "Data trimiterii"], values: time },
      {
        headers: ["Opened at", "Data otwarcia", "Öppnad", "Дата открытия", "Data deschiderii"],
        values: (i) => (i % 2 ? time(i) : null),
      },
      {
        headers: ["Completed at", "Data ukończenia", "Slutförd", "Дата завершения", "Data finalizării"],
        values: (i) => (i % 3 ? null : time(i)),
      },
    ],
  },
  {
    format: "generic.answer-wide",
    needed: ["NPS"],
    columns: [
      { headers: ["Response ID", "ID odpowiedzi", "Svars-ID", "ID ответа", "ID răspuns"], values: (i) => `A${i}` },
      { headers: ["Customer ID", "ID klienta", "Kundnummer", "ID клиента", "ID client"], values: customer },
      { headers: ["Date", "Data", "Datum", "Дата", "Data"], values: (i) => day(i) },
      { headers: ["NPS", "NPS", "NPS", "NPS", "NPS"], values: pick(10, 9, 0, 7, 8, 6, 10, 3) },
      {
        headers: ["Comment", "Komentarz", "Kommentar", "Комментарий", "Comentariu"],
        values: pick("Quick and kind", null, "Too slow"),
      },
    ],
  },
  {
    format: "generic.answer-long",
    needed: ["Score"],
    columns: [
      {
        headers: ["Response ID", "ID odpowiedzi", "Svars-ID", "ID ответа", "ID răspuns"],
        values: (i) => `A${Math.floor(i / 2)}`,
      },
      { headers: ["Customer ID", "ID klienta", "Kundnummer", "ID клиента", "ID client"], values: customer },
      { headers: ["Survey type", "Typ ankiety", "Enkättyp", "Тип опроса", "Tip sondaj"], values: pick("NPS", "CSAT") },
      {
        headers: ["Score", "Ocena", "Betyg", "Оценка", "Scor"],
        values: (i) => (i % 2 === 0 ? [10, 0, 8, 9][(i / 2) % 4]! : [5, 4, 1][i % 3]!),
      },
      { headers: ["Date", "Data", "Datum", "Дата", "Data"], values: (i) => day(i) },
    ],
  },
  {
    format: "generic.review",
    needed: ["Review date", "Stars"],
    columns: [
      { headers: ["Review ID", "ID opinii", "Recensions-ID", "ID отзыва", "ID recenzie"], values: (i) => `V${i}` },
      {
        headers: ["Review date", "Data opinii", "Recensionsdatum", "Дата отзыва", "Data recenziei"],
        values: (i) => day(i),
      },
      { headers: ["Stars", "Gwiazdki", "Stjärnor", "Звёзды", "Stele"], values: pick(5, 4, 1, 5, 3) },
      {
        headers: ["Review text", "Treść opinii", "Recensionstext", "Текст отзыва", "Textul recenziei"],
        values: pick("Good service overall", "Never again, sorry"),
      },
      { headers: ["Site", "Portal", "Webbplats", "Площадка", "Site"], values: pick("Shopstar", "Mapsite") },
    ],
  },
  {
    format: "generic.points",
    needed: ["Points", "Date"],
    columns: [
      {
        headers: ["Member ID", "Numer karty", "Medlemsnummer", "Номер карты", "Număr card"],
        values: (i) => `M${100 + (i % 9)}`,
      },
      { headers: ["Date", "Data", "Datum", "Дата", "Data"], values: (i) => day(i) },
      { headers: ["Type", "Typ", "Typ", "Тип", "Tip"], values: pick("earned", "redeemed", "earned", "expired") },
      { headers: ["Points", "Punkty", "Poäng", "Баллы", "Puncte"], values: (i) => 50 + ((i * 30) % 700) },
    ],
  },
  {
    format: "generic.points-by-period",
    needed: ["Points earned", "Points redeemed"],
    columns: [
      {
        headers: ["Member ID", "Numer karty", "Medlemsnummer", "Номер карты", "Număr card"],
        values: (i) => `M${100 + (i % 9)}`,
      },
      { headers: ["Year", "Rok", "År", "Год", "An"], values: pick(2024, 2025) },
      { headers: ["Month", "Miesiąc", "Månad", "Месяц", "Lună"], values: (i) => (i % 12) + 1 },
      {
        headers: ["Points earned", "Punkty zdobyte", "Intjänade poäng", "Начисленные баллы", "Puncte acumulate"],
        values: (i) => (i * 30) % 700,
      },
      {
        headers: ["Points redeemed", "Punkty wymienione", "Inlösta poäng", "Списанные баллы", "Puncte utilizate"],
        values: (i) => (i % 4 ? 0 : 200),
      },
    ],
  },
  {
    format: "generic.touch",
    needed: ["Event", "Date"],
    columns: [
      { headers: ["Customer ID", "ID klienta", "Kundnummer", "ID клиента", "ID client"], values: customer },
      { headers: ["Date", "Data", "Datum", "Дата", "Data"], values: time },
      {
        headers: ["Event", "Zdarzenie", "Händelse", "Событие", "Eveniment"],
        values: pick("page view", "email click", "store visit"),
      },
      { headers: ["Channel", "Kanał", "Kanal", "Канал", "Canal"], values: pick("web", "email", "store") },
      { headers: ["Campaign", "Kampania", "Kampanj", "Кампания", "Campanie"], values: pick("Spring", null) },
    ],
  },
  {
    format: "generic.referral",
    needed: ["Referrer ID", "Referred ID"],
    columns: [
      {
        headers: ["Referrer ID", "ID polecającego", "Värvare-ID", "ID пригласившего", "ID recomandator"],
        values: customer,
      },
      {
        headers: ["Referred ID", "ID poleconego", "Värvad kund-ID", "ID приглашённого", "ID recomandat"],
        values: (i) => `N${i}`,
      },
      { headers: ["Date", "Data", "Datum", "Дата", "Data"], values: (i) => day(i) },
      { headers: ["Channel", "Kanał", "Kanal", "Канал", "Canal"], values: pick("link", "code") },
    ],
  },
  {
    format: "generic.cost",
    needed: ["Cost", "Start date"],
    columns: [
      {
        headers: ["Initiative", "Inicjatywa", "Initiativ", "Инициатива", "Inițiativă"],
        values: pick("New returns desk", "Faster chat"),
      },
      { headers: ["Area", "Obszar", "Område", "Область", "Domeniu"], values: pick("service", "retention") },
      {
        headers: ["Start date", "Data rozpoczęcia", "Startdatum", "Дата начала", "Data începerii"],
        values: (i) => day(i),
      },
      {
        headers: ["End date", "Data zakończenia", "Slutdatum", "Дата окончания", "Data încheierii"],
        values: (i) => day(i, 3),
      },
      { headers: ["Cost", "Koszt", "Kostnad", "Затраты", "Cost"], values: money },
    ],
  },
  {
    format: "generic.assignment",
    needed: ["Variant", "Experiment"],
    columns: [
      { headers: ["Customer ID", "ID klienta", "Kundnummer", "ID клиента", "ID client"], values: customer },
      {
        headers: ["Experiment", "Eksperyment", "Experiment", "Эксперимент", "Experiment"],
        values: pick("welcome call"),
      },
      { headers: ["Variant", "Wariant", "Variant", "Вариант", "Variantă"], values: pick("control", "call") },
      { headers: ["Date", "Data", "Datum", "Дата", "Data"], values: (i) => day(i) },
    ],
  },
  {
    format: "generic.coaching",
    needed: ["Agent", "Coaching date"],
    columns: [
      { headers: ["Agent", "Konsultant", "Handläggare", "Оператор", "Operator"], values: pick("Ann", "Bo", "Cid") },
      {
        headers: ["Coaching date", "Data szkolenia", "Coachningsdatum", "Дата тренинга", "Data instruirii"],
        values: (i) => day(i),
      },
      {
        headers: ["Coaching", "Szkolenie", "Coachning", "Тренинг", "Coaching"],
        values: pick("listening", "closing a call"),
      },
    ],
  },
  {
    format: "generic.snapshot",
    needed: ["Metric", "Value"],
    columns: [
      { headers: ["Customer ID", "ID klienta", "Kundnummer", "ID клиента", "ID client"], values: customer },
      {
        headers: ["Metric", "Wskaźnik", "Nyckeltal", "Показатель", "Indicator"],
        values: pick("health score", "lifetime spend"),
      },
      { headers: ["Value", "Wartość", "Värde", "Значение", "Valoare"], values: money },
      { headers: ["Date", "Data", "Datum", "Дата", "Data"], values: (i) => day(i) },
    ],
  },
  {
    format: "generic.employee",
    needed: ["Agent"],
    columns: [
      { headers: ["Agent", "Pracownik", "Medarbetare", "Сотрудник", "Angajat"], values: (i) => `Agent ${i}` },
      { headers: ["Team", "Zespół", "Team", "Команда", "Echipă"], values: pick("North", "South") },
      { headers: ["Department", "Dział", "Avdelning", "Отдел", "Departament"], values: pick("Support", "Sales") },
      {
        headers: ["Start date", "Data zatrudnienia", "Anställningsdatum", "Дата приёма", "Data angajării"],
        values: (i) => day(i),
      },
    ],
  },
  {
    format: "generic.rate",
    needed: ["From currency", "To currency", "Rate"],
    columns: [
      { headers: ["Date", "Data", "Datum", "Дата", "Data"], values: (i) => day(i) },
      { headers: ["From currency", "Z waluty", "Från valuta", "Из валюты", "Din moneda"], values: pick("EUR", "USD") },
      { headers: ["To currency", "Na walutę", "Till valuta", "В валюту", "În moneda"], values: pick("PLN") },
      { headers: ["Rate", "Kurs", "Kurs", "Курс", "Curs"], values: (i) => (4.2 + i / 100).toFixed(4) },
    ],
  },
];
