import { useMemo } from "react";
import { useSearchParams } from "react-router";
import type { Query } from "../server/api.ts";

/** What the page is about, as it stands in its address: days (without any, those of the report), and customers (without any, all). */
export interface Asked {
  period: string | null;
  from: string | null;
  to: string | null;
}

const KEPT = ["period", "from", "to", "where"];

export function useAsked(): Asked & {
  /** Conditions on customers, such as `segment:home`. */
  where: string[];
  query: Query;
  set(asked: Partial<Asked>): void;
  setWhere(where: readonly string[]): void;
} {
  const [search, setSearch] = useSearchParams();
  const key = new URLSearchParams([...search].filter(([name]) => KEPT.includes(name))).toString();
  const asked = useMemo(() => {
    const kept = new URLSearchParams(key);
    const days = { period: kept.get("period"), from: kept.get("from"), to: kept.get("to") };
    const where = kept.getAll("where");
    return { ...days, where, query: { ...days, where } };
  }, [key]);
  return {
    ...asked,
    set: (wanted) =>
      setSearch((before) => {
        const after = new URLSearchParams(before);
        for (const name of ["period", "from", "to"] as const) {
          const value = wanted[name];
          if (value) after.set(name, value);
          else after.delete(name);
        }
        return after;
      }),
    setWhere: (where) =>
      setSearch((before) => {
        const after = new URLSearchParams(before);
        after.delete("where");
        for (const one of where) after.append("where", one);
        return after;
      }),
  };
}

/** What of the address stays when somebody goes to another screen. */
export function useKept(): string {
  const [search] = useSearchParams();
  const kept = new URLSearchParams([...search].filter(([name]) => KEPT.includes(name)));
  return kept.size > 0 ? `?${kept}` : "";
}
