/** Made-up people: first names with a spelling that fits an e-mail address, and surnames, by language. */
export const LANGUAGES = ["en", "pl", "sv", "ru", "ro"] as const;
export type Language = (typeof LANGUAGES)[number];

export interface Country {
  code: string;
  language: Language;
  share: number;
  /** Value added tax, per cent. */
  tax: number;
  regions: readonly string[];
  dial: string;
}

export const COUNTRIES: readonly Country[] = [
  { code: "IE", language: "en", share: 0.28, tax: 23, regions: ["Dublin", "Cork", "Galway"], dial: "+353" },
  { code: "GB", language: "en", share: 0.1, tax: 20, regions: ["London", "Leeds", "Bristol"], dial: "+44" },
  { code: "PL", language: "pl", share: 0.22, tax: 23, regions: ["Mazowieckie", "Pomorskie", "Śląskie"], dial: "+48" },
  { code: "SE", language: "sv", share: 0.16, tax: 25, regions: ["Stockholm", "Skåne", "Västra Götaland"], dial: "+46" },
  { code: "LV", language: "ru", share: 0.08, tax: 21, regions: ["Rīga", "Daugavpils"], dial: "+371" },
  { code: "EE", language: "ru", share: 0.06, tax: 22, regions: ["Tallinn", "Narva"], dial: "+372" },
  { code: "RO", language: "ro", share: 0.1, tax: 19, regions: ["București", "Cluj", "Iași"], dial: "+40" },
];
export const COUNTRY_SHARES = COUNTRIES.map((country) => country.share);

const first = (text: string) => text.split(" ").map((name) => name.split("/") as [string, string]);

export const FIRST_NAMES: Record<Language, [name: string, plain: string][]> = {
  en: first(
    "Aoife/aoife Liam/liam Grace/grace Conor/conor Emily/emily Jack/jack Niamh/niamh Oscar/oscar Ruby/ruby Thomas/thomas Hazel/hazel Sean/sean Molly/molly Harry/harry",
  ),
  pl: first(
    "Anna/anna Jakub/jakub Łucja/lucja Michał/michal Zofia/zofia Paweł/pawel Agnieszka/agnieszka Krzysztof/krzysztof Małgorzata/malgorzata Tomasz/tomasz Ewa/ewa Marcin/marcin",
  ),
  sv: first(
    "Åsa/asa Erik/erik Maja/maja Lars/lars Elsa/elsa Björn/bjorn Ingrid/ingrid Nils/nils Karin/karin Oskar/oskar Sofia/sofia Göran/goran",
  ),
  ru: first(
    "Анна/anna Дмитрий/dmitry Ольга/olga Сергей/sergey Елена/elena Алексей/aleksey Татьяна/tatyana Игорь/igor Марина/marina Павел/pavel Ирина/irina Виктор/viktor",
  ),
  ro: first(
    "Ioana/ioana Andrei/andrei Ștefania/stefania Mihai/mihai Elena/elena Radu/radu Alina/alina Cristian/cristian Mădălina/madalina Vlad/vlad Raluca/raluca Bogdan/bogdan",
  ),
};

export const LAST_NAMES: Record<Language, string[]> = {
  en: "Byrne Walsh Doyle Carter Hughes Nolan Reid Murphy Bennett Quinn Foster Kelly Shaw Burke".split(" "),
  pl: "Nowak Wójcik Kamiński Lewandowska Zieliński Szymańska Dąbrowski Kozłowska Mazur Krawczyk Piotrowska Grabowski".split(
    " ",
  ),
  sv: "Lindqvist Bergström Öberg Nyström Hallberg Sandström Forsberg Åkesson Ek Lundgren Norberg Sjögren".split(" "),
  ru: "Коваленко Мельник Савчук Громова Белова Шевченко Зайцева Соколенко Лебедь Орлик Морозенко Чайка".split(" "),
  ro: "Popescu Ionescu Dumitru Stan Munteanu Ciobanu Marin Rusu Țăranu Lungu Moldovan Șerban".split(" "),
};

export const MAIL_HOSTS = ["example.com", "example.org", "example.net", "mail.example"] as const;
