/** What an arm is called in which nothing was done, in five languages, without accents. */
const WORDS: ReadonlySet<string> = new Set([
  ...[
    "control",
    "control group",
    "holdout",
    "hold-out",
    "hold out",
    "placebo",
    "none",
    "nothing",
    "no action",
    "no contact",
  ],
  ...["no e-mail", "no email", "untreated"],
  ...["kontrola", "kontrolna", "kontrolny", "grupa kontrolna", "brak", "nic", "bez dzialania", "bez kontaktu"],
  ...["kontroll", "kontrollgrupp", "kontrollgruppen", "ingen", "inget", "ingen atgard", "ingen kontakt"],
  ...["контроль", "контрольная", "контрольная группа", "плацебо", "нет", "ничего", "без воздеиствия", "без контакта"],
  ...[
    "grup de control",
    "grupul de control",
    "martor",
    "grup martor",
    "grupul martor",
    "nimic",
    "fara",
    "fara actiune",
  ],
]);

/** Whether the name of an arm says that nothing was done in it. */
export function isControlArm(name: string): boolean {
  const plain = name
    .trim()
    .toLowerCase()
    .replaceAll("ł", "l")
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/^the /, "");
  return WORDS.has(plain);
}
