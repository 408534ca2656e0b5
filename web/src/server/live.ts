import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Company } from "./types.ts";

export type Line = "open" | "lost";

/** While records pour in, figures are asked for again no oftener than this. */
const REST = 15_000;

/** Listens for new versions of the data; what is on the screen is then asked for again, and replaced when it is there. */
export function useLive(): Line {
  const client = useQueryClient();
  const [line, setLine] = useState<Line>("open");
  useEffect(() => {
    // Of what is on the screen already, if anything is.
    let known = client.getQueryData<Company>(["/api/v1/company", {}])?.freshness.dataVersion;
    let asked = 0;
    let later: ReturnType<typeof setTimeout> | undefined;
    const ask = () => {
      later = undefined;
      asked = Date.now();
      void client.invalidateQueries();
    };
    const source = new EventSource("/api/v1/events");
    const heard = ({ data }: MessageEvent<string>) => {
      const { dataVersion } = JSON.parse(data) as { dataVersion: string };
      if (known !== dataVersion) later ??= setTimeout(ask, Math.max(0, asked + REST - Date.now()));
      known = dataVersion;
    };
    source.addEventListener("data", heard);
    source.addEventListener("open", () => setLine("open"));
    source.addEventListener("error", () => setLine("lost"));
    return () => {
      clearTimeout(later);
      source.close();
    };
  }, [client]);
  return line;
}
