import { useSearchParams } from "react-router";
import type { Query } from "../server/api.ts";

/** The days that the page is about, as they stand in its address; without any, those of the report. */
export interface Asked {
  period: string | null;
  from: string | null;
  to: string | null;
}

export function useAsked(): Asked & { query: Query; set(asked: Partial<Asked>): void } {
  const [search, setSearch] = useSearchParams();
  const asked = { period: search.get("period"), from: search.get("from"), to: search.get("to") };
  return {
    ...asked,
    query: { ...asked },
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
  };
}

/** What of the address stays when somebody goes to another screen. */
export function useKept(): string {
  const [search] = useSearchParams();
  const kept = new URLSearchParams([...search].filter(([name]) => ["period", "from", "to"].includes(name)));
  return kept.size > 0 ? `?${kept}` : "";
}
