import type { Language } from "./language.ts";

/**
 * How the terms of the glossary are told in a sentence: by a stem that all their forms share. Where the English text has
 * the term, its translations have theirs. The words themselves stand in the catalogues, as `term.<name>`.
 */
export const STEMS: Readonly<Record<string, Readonly<Record<Language, RegExp>>>> = {
  promoter: {
    en: /(?<!net )\bpromoters?\b/iu,
    pl: /promotor/iu,
    sv: /ambassadör/iu,
    ru: /промоутер/iu,
    ro: /promotor/iu,
  },
  passive: { en: /\bpassives?\b/iu, pl: /pasywn/iu, sv: /passiv/iu, ru: /пассив/iu, ro: /pasiv/iu },
  detractor: { en: /\bdetractors?\b/iu, pl: /kryty[kc]/iu, sv: /kritiker/iu, ru: /критик/iu, ro: /detractor/iu },
  customer: { en: /\bcustomers?\b/iu, pl: /klien[tc]/iu, sv: /kund/iu, ru: /клиент/iu, ro: /clien[tț]/iu },
  answer: { en: /\banswers?\b/iu, pl: /odpowie|ankiet/iu, sv: /svar/iu, ru: /ответ/iu, ro: /răspun/iu },
  margin: { en: /\bmargin\b/iu, pl: /marż/iu, sv: /marginal/iu, ru: /марж/iu, ro: /marj/iu },
  revenue: { en: /\brevenue\b/iu, pl: /przych/iu, sv: /intäkt/iu, ru: /выручк/iu, ro: /venit/iu },
  churn: { en: /\bchurn\b/iu, pl: /odejś|utrat/iu, sv: /bortfall/iu, ru: /отток/iu, ro: /pierder/iu },
  retention: { en: /\bretention\b/iu, pl: /utrzyma/iu, sv: /retention/iu, ru: /удержан/iu, ro: /reten/iu },
  interval: { en: /\binterval\b/iu, pl: /przedzia/iu, sv: /intervall/iu, ru: /интервал/iu, ro: /interval/iu },
  segment: { en: /\bsegments?\b/iu, pl: /segment/iu, sv: /segment/iu, ru: /сегмент/iu, ro: /segment/iu },
  touchpoint: {
    en: /\btouchpoints?\b/iu,
    pl: /punk\p{L}* styku/iu,
    sv: /kontaktpunkt/iu,
    ru: /точ\p{L}* контакт/iu,
    ro: /punct\p{L}* de contact/iu,
  },
  contact: {
    en: /(?<!after-)\bcontacts?\b(?! work| time)/iu,
    pl: /konta[kc]/iu,
    sv: /kontakt/iu,
    ru: /обращ|контакт/iu,
    ro: /contact/iu,
  },
  case: { en: /\bcases?\b/iu, pl: /zgłosze|spraw/iu, sv: /ärende/iu, ru: /заяв/iu, ro: /solicit/iu },
  refund: { en: /\brefund/iu, pl: /zwrot|zwróc/iu, sv: /återbetal/iu, ru: /возвра/iu, ro: /ramburs/iu },
  invitation: { en: /\binvitations?\b/iu, pl: /zaprosze/iu, sv: /inbjud/iu, ru: /приглаш/iu, ro: /invita/iu },
  survey: {
    en: /\bsurveys?\b(?! answers)/iu,
    pl: /ankie[tc]/iu,
    sv: /enkät/iu,
    ru: /опрос/iu,
    ro: /sondaj|chestionar/iu,
  },
  effort: { en: /\beffort\b/iu, pl: /wysił/iu, sv: /ansträng/iu, ru: /усили/iu, ro: /efort/iu },
  order: {
    en: /(?<!in )\borders?\b(?! of)/iu,
    pl: /zamówie/iu,
    sv: /beställ|order/iu,
    ru: /заказ/iu,
    ro: /comen[dz]|comand/iu,
  },
  subscription: { en: /\bsubscriptions?\b/iu, pl: /abonam/iu, sv: /abonnemang/iu, ru: /подпис/iu, ro: /abonament/iu },
};
