import { InputError } from "./errors.ts";

/** An ISO 4217 alphabetic code in capitals. */
export type Currency = string & { readonly __brand: "Currency" };

// Codes in use since the euro, plus those that old records may still carry. "XXX" (no currency) and test codes are left out.
const CODES =
  "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LTL LVL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL";

const KNOWN: ReadonlySet<string> = new Set(CODES.split(" "));

export const CURRENCIES: readonly string[] = [...KNOWN];

export function parseCurrency(text: string): Currency | undefined {
  const code = text.trim().toUpperCase();
  return KNOWN.has(code) ? (code as Currency) : undefined;
}

/** @throws InputError `input.option_invalid` for anything but a known ISO 4217 code */
export function currencyOption(option: string, text: string): Currency {
  const currency = parseCurrency(text);
  if (currency) return currency;
  throw new InputError("input.option_invalid", `${option} "${text}" is not a currency code that is known here.`, {
    hint: "Use an ISO 4217 code, for example EUR, PLN, SEK, RON or USD.",
    details: { option, text },
  });
}
