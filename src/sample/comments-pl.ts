import type { Phrases } from "./phrases.ts";

export const polish: Phrases = {
  good: {
    delivery: [
      "Paczka przyszła dzień wcześniej i była świetnie zapakowana.",
      "Dostawa zawsze na czas, można na nich polegać.",
      "Zamówienie w poniedziałek, kawa w środę na stole.",
      "Kurier najpierw zadzwonił, bardzo miło.",
    ],
    support: [
      "Pani przez telefon rozwiązała sprawę w dwie minuty.",
      "Miła obsługa, nie trzeba było niczego powtarzać.",
      "Na czacie odpowiedzieli od razu i dotrzymali słowa.",
      "Wymienili rozbity kubek bez żadnych problemów.",
    ],
    product: [
      "Najlepsza mieszanka, jaką piję w domu.",
      "Młynek jest solidny i pięknie działa.",
      "Ziarna zawsze świeże, czuć to w smaku.",
      "Pyszna herbata, polecam ją znajomym.",
    ],
    price: [
      "Uczciwe ceny jak na taką jakość.",
      "Punkty szybko się zbierają i naprawdę się opłaca.",
      "Dobry stosunek jakości do ceny, zwłaszcza w promocji.",
    ],
    subscription: [
      "Comiesięczna paczka to jedno zmartwienie mniej.",
      "Wstrzymanie planu na lato było bardzo proste.",
      "Zmiana na większy plan zajęła jedno kliknięcie.",
    ],
    website: [
      "Na stronie szybko znajduję to, czego szukam.",
      "Płatność jest prosta i działa bez zarzutu.",
      "Podoba mi się śledzenie zamówienia w sieci.",
    ],
  },
  bad: {
    delivery: [
      "Paczka spóźniła się pięć dni i nikt mnie nie uprzedził.",
      "Znowu zostawili przesyłkę u nie tego sąsiada.",
      "Karton był zgnieciony, połowa kawy się wysypała.",
      "Cały dzień czekania w domu, a kurier nie przyjechał.",
    ],
    support: [
      "Wieki na linii, a potem dwa razy mnie przełączano.",
      "Ten sam problem trzeba było tłumaczyć trzem osobom.",
      "Odpowiedź z szablonu, zupełnie nie na temat.",
      "Bot kręcił się w kółko, nie dało się połączyć z człowiekiem.",
    ],
    product: [
      "Tym razem ziarna były zwietrzałe.",
      "Czajnik przestał działać po dwóch tygodniach.",
      "Kubek jest mniejszy niż na zdjęciu.",
      "Jakość spadła od zeszłego roku.",
    ],
    price: [
      "Ceny wzrosły bez słowa wyjaśnienia.",
      "Wysyłka kosztuje prawie tyle co herbata.",
      "Kod rabatowy nie zadziałał przy płatności.",
    ],
    subscription: [
      "Rezygnacja z planu była zbyt skomplikowana.",
      "Pobrano opłatę mimo wstrzymanej paczki.",
      "Co miesiąc to samo, brakuje mi różnorodności.",
    ],
    website: [
      "Strona dwa razy wylogowała mnie podczas płatności.",
      "Wyszukiwarka nigdy nie znajduje tego, co wpisuję.",
      "Aplikacja pokazuje złą datę dostawy.",
    ],
  },
  neutral: [
    "W porządku, nic szczególnego.",
    "Działa tak, jak powinno.",
    "Raczej dobrze, ale jest co poprawić.",
    "Kawa dobra, obsługa przeciętna.",
    "Bez zastrzeżeń, ale i bez zachwytu.",
    "Na razie może być.",
  ],
};
