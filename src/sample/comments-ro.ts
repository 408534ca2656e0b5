import type { Phrases } from "./phrases.ts";

export const romanian: Phrases = {
  good: {
    delivery: [
      "Coletul a ajuns cu o zi mai devreme și foarte bine ambalat.",
      "Livrarea este mereu la timp, mă pot baza pe ei.",
      "Comandă luni, cafeaua pe masă miercuri.",
      "Curierul a sunat înainte, am apreciat asta.",
    ],
    support: [
      "La telefon problema s-a rezolvat în două minute.",
      "Personal amabil, nu a trebuit să repet nimic.",
      "Pe chat au răspuns imediat și s-au ținut de cuvânt.",
      "Au înlocuit cana spartă fără nicio discuție.",
    ],
    product: [
      "Cel mai bun amestec pe care l-am băut acasă.",
      "Râșnița este solidă și merge perfect.",
      "Boabe mereu proaspete, se simte la gust.",
      "Ceai minunat, l-am oferit și prietenilor.",
    ],
    price: [
      "Prețuri corecte pentru calitatea aceasta.",
      "Punctele se adună repede și chiar merită.",
      "Raport bun între calitate și preț, mai ales la oferte.",
    ],
    subscription: [
      "Cutia lunară mă scapă de o grijă.",
      "Am pus abonamentul pe pauză vara foarte ușor.",
      "Trecerea la planul mai mare a durat un clic.",
    ],
    website: [
      "Găsesc repede pe site ce am nevoie.",
      "Plata este simplă și merge fără probleme.",
      "Îmi place că pot urmări comanda online.",
    ],
  },
  bad: {
    delivery: [
      "Coletul a întârziat cinci zile și nu m-a anunțat nimeni.",
      "Iar l-au lăsat la alt vecin.",
      "Cutia era strivită și jumătate din boabe pe jos.",
      "Am așteptat acasă toată ziua și curierul nu a venit.",
    ],
    support: [
      "Am așteptat o veșnicie la telefon și apoi m-au transferat de două ori.",
      "A trebuit să explic aceeași problemă la trei persoane.",
      "Răspunsul a fost un șablon fără legătură cu întrebarea mea.",
      "Robotul se învârte în cerc, nu poți ajunge la un om.",
    ],
    product: [
      "De data asta boabele aveau gust de vechi.",
      "Fierbătorul s-a stricat după două săptămâni.",
      "Cana este mai mică decât în poză.",
      "Calitatea a scăzut față de anul trecut.",
    ],
    price: [
      "Au mărit prețurile fără niciun cuvânt.",
      "Transportul costă aproape cât ceaiul.",
      "Codul de reducere nu a funcționat la plată.",
    ],
    subscription: [
      "Anularea abonamentului a fost mult prea complicată.",
      "Mi-au luat banii deși abonamentul era pe pauză.",
      "Aceeași cutie în fiecare lună, mă așteptam la varietate.",
    ],
    website: [
      "Site-ul m-a deconectat de două ori în timpul plății.",
      "Căutarea nu găsește niciodată ce scriu.",
      "Aplicația arată o dată greșită de livrare.",
    ],
  },
  neutral: [
    "În regulă, nimic deosebit.",
    "Face ce trebuie.",
    "În general bine, dar este loc de mai bine.",
    "Cafea bună, servicii medii.",
    "Nu am reclamații, dar nici surprize plăcute.",
    "Deocamdată totul e bine.",
  ],
};
