import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useWords } from "../words.tsx";
import { messageOf } from "./states.tsx";
import { useUndo } from "./undo.tsx";

export interface Doing {
  trouble: string;
  /** Does it; then offers to undo it, where that is said. */
  act(work: () => Promise<unknown>, undo?: { text: string; by(): Promise<unknown> }): Promise<void>;
}

/** Does something and asks again for what it has changed; what went wrong is said where it was tried. */
export function useDoing(...changes: string[]): Doing {
  const client = useQueryClient();
  const texts = useWords();
  const offer = useUndo();
  const [trouble, setTrouble] = useState("");
  const act: Doing["act"] = async (work, undo) => {
    setTrouble("");
    try {
      await work();
      if (undo) offer({ text: undo.text, undo: () => act(undo.by) });
      await Promise.all([...changes, "/api/v1/audit"].map((path) => client.invalidateQueries({ queryKey: [path] })));
    } catch (error) {
      setTrouble(messageOf(error, texts.t).filter(Boolean).join(" "));
    }
  };
  return { trouble, act };
}
