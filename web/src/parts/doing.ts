import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useWords } from "../words.tsx";
import { messageOf } from "./states.tsx";

/** Does something and asks again for what it has changed; what went wrong is said where it was tried. */
export function useDoing(...changes: string[]): { trouble: string; act(work: () => Promise<unknown>): Promise<void> } {
  const client = useQueryClient();
  const texts = useWords();
  const [trouble, setTrouble] = useState("");
  const act = async (work: () => Promise<unknown>) => {
    setTrouble("");
    try {
      await work();
      await Promise.all([...changes, "/api/v1/audit"].map((path) => client.invalidateQueries({ queryKey: [path] })));
    } catch (error) {
      setTrouble(messageOf(error, texts.t).filter(Boolean).join(" "));
    }
  };
  return { trouble, act };
}
