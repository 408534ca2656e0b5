/** Words for zones that stand behind a time, with their minutes east of Greenwich. */
export const ZONE_WORDS: Readonly<Record<string, number>> = {
  UTC: 0,
  GMT: 0,
  WEST: 60,
  CET: 60,
  CEST: 120,
  EET: 120,
  EEST: 180,
  MSK: 180,
  EST: -300,
  EDT: -240,
  CST: -360,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
};

/** An offset behind a time: `Z`, `+02:00`, `GMT+1`, `CEST`. No group of its own. */
export const OFFSET = `Z|(?:UTC|GMT)?[+-][0-9]{1,2}(?::?[0-9]{2})?|${Object.keys(ZONE_WORDS).join("|")}`;
