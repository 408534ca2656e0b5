import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

export type Line = "open" | "lost";

/** Listens for new versions of the data; what is on the screen is then asked for again, and replaced when it is there. */
export function useLive(): Line {
  const client = useQueryClient();
  const [line, setLine] = useState<Line>("open");
  useEffect(() => {
    let known: string | null = null;
    const source = new EventSource("/api/v1/events");
    const heard = ({ data }: MessageEvent<string>) => {
      const { dataVersion } = JSON.parse(data) as { dataVersion: string };
      if (known !== null && known !== dataVersion) void client.invalidateQueries();
      known = dataVersion;
    };
    source.addEventListener("data", heard);
    source.addEventListener("open", () => setLine("open"));
    source.addEventListener("error", () => setLine("lost"));
    return () => source.close();
  }, [client]);
  return line;
}
