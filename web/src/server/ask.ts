import { keepPreviousData, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { get, type Query } from "./api.ts";
import type { Answer, Company, FindingList, Me, MeasureList, OneFinding } from "./types.ts";

/** What is expected of customers is computed once for all; until then it is asked for again after this. */
export const ASK_AGAIN = 3_000;

/**
 * Asks the server; what is on the screen stays there until the new answer has come.
 * @param again milliseconds after which an answer is asked for again, as long as it is not the last word
 */
export function useAsk<T>(
  path: string,
  query: Query = {},
  enabled = true,
  again?: { after: number; while(answer: T): boolean },
): UseQueryResult<T> {
  return useQuery({
    queryKey: [path, query],
    queryFn: ({ signal }) => get<T>(path, query, signal),
    placeholderData: keepPreviousData,
    enabled,
    ...(again
      ? {
          refetchInterval: ({ state }: { state: { data: T | undefined } }) =>
            state.data !== undefined && again.while(state.data) ? again.after : false,
        }
      : {}),
  });
}

export const useMe = () => useAsk<Me>("/api/v1/session");
export const useCompany = (enabled: boolean) => useAsk<Company>("/api/v1/company", {}, enabled);
export const useAnswer = (query: Query) => useAsk<Answer>("/api/v1/answer", query);
export const useMeasures = () => useAsk<MeasureList>("/api/v1/measures");
export const useFindings = (of: string, query: Query = {}, enabled = true) =>
  useAsk<FindingList>("/api/v1/findings", { of, ...query }, enabled);
export const useMeasure = (id: string, query: Query) =>
  useAsk<OneFinding>(`/api/v1/measures/${encodeURIComponent(id)}/finding`, query);
