import type { Phrases } from "./phrases.ts";

export const swedish: Phrases = {
  good: {
    delivery: [
      "Paketet kom en dag tidigare och var väl packat.",
      "Leveransen är alltid i tid, det går att lita på.",
      "Beställde på måndagen, drack kaffet på onsdagen.",
      "Budet ringde innan, det uppskattade jag.",
    ],
    support: [
      "Hon i telefonen löste det på två minuter.",
      "Trevlig kundtjänst, jag slapp förklara mig två gånger.",
      "Chatten svarade direkt och höll vad de lovade.",
      "De ersatte den trasiga muggen utan krångel.",
    ],
    product: [
      "Husets blandning är den bästa jag druckit hemma.",
      "Kvarnen känns stabil och fungerar utmärkt.",
      "Alltid färska bönor, det märks på smaken.",
      "Underbart te som jag gett bort till vänner.",
    ],
    price: [
      "Rimliga priser för den här kvaliteten.",
      "Poängen blir till pengar snabbare än man tror.",
      "Prisvärt, särskilt med säsongens erbjudanden.",
    ],
    subscription: [
      "Månadslådan gör att jag slipper tänka på det.",
      "Det var enkelt att pausa abonnemanget i somras.",
      "Ett klick räckte för att byta till ett större abonnemang.",
    ],
    website: [
      "Det går fort att hitta det jag behöver på sidan.",
      "Kassan är enkel och betalningen fungerar.",
      "Bra att kunna följa beställningen på nätet.",
    ],
  },
  bad: {
    delivery: [
      "Paketet kom fem dagar för sent och ingen hörde av sig.",
      "Lämnat hos fel granne, igen.",
      "Kartongen var krossad och hälften av bönorna låg på golvet.",
      "Jag väntade hemma hela dagen men budet kom aldrig.",
    ],
    support: [
      "Lång kö i telefonen och sedan kopplades jag vidare två gånger.",
      "Fick förklara samma sak för tre olika personer.",
      "Svaret var en mall som inte hade med min fråga att göra.",
      "Chatboten gick runt i cirklar, det gick inte att nå en människa.",
    ],
    product: [
      "Bönorna smakade gammalt den här gången.",
      "Vattenkokaren slutade fungera efter två veckor.",
      "Muggen var mindre än på bilden.",
      "Kvaliteten har blivit sämre sedan förra året.",
    ],
    price: [
      "Priserna höjdes utan ett ord.",
      "Frakten kostar nästan lika mycket som teet.",
      "Rabattkoden fungerade inte i kassan.",
    ],
    subscription: [
      "Det var alldeles för krångligt att säga upp abonnemanget.",
      "Jag debiterades fast lådan var pausad.",
      "Samma låda varje månad, jag hade hoppats på mer variation.",
    ],
    website: [
      "Sidan loggade ut mig två gånger när jag skulle betala.",
      "Sökningen hittar aldrig det jag skriver.",
      "Appen visar fel leveransdatum.",
    ],
  },
  neutral: [
    "Helt okej, inget särskilt.",
    "Det gör vad det ska.",
    "Mestadels bra, men kan bli bättre.",
    "Gott kaffe, medelmåttig service.",
    "Inget att klaga på, men inget som imponerar.",
    "Nöjd än så länge.",
  ],
};
