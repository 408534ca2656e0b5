/** Months by name in the product's languages; a word stands for the month whose stem it begins with. */
export const MONTH_STEMS: readonly (readonly string[])[] = [
  ["jan", "sty", "янв", "ian"],
  ["feb", "lut", "фев"],
  ["mar", "мар"],
  ["apr", "kwi", "апр"],
  ["may", "maj", "май", "мая", "mai"],
  ["jun", "cze", "июн", "iun"],
  ["jul", "lip", "июл", "iul"],
  ["aug", "sie", "авг"],
  ["sep", "wrz", "сен"],
  ["oct", "okt", "paź", "paz", "окт"],
  ["nov", "lis", "ноя", "noi"],
  ["dec", "gru", "дек"],
];
