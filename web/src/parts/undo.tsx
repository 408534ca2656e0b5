import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { useWords } from "../words.tsx";

/** Milliseconds for which a slip can be undone, counted anew whenever somebody has been at the offer. */
const TIME = 20_000;

export interface Undoable {
  /** What was done, in words. */
  text: string;
  undo(): Promise<unknown>;
  /** What cannot be undone once it is done waits for this: the time is over, or somebody leaves. */
  settle?(): void;
}

const Offering = createContext<(what: Undoable) => void>(() => {});

/** Offers to undo what was just done, so that nobody has to be asked beforehand. */
export const useUndo = () => useContext(Offering);

/** Around every screen: the last thing that was done, and the way back. */
export function Undoing({ children }: { children: ReactNode }) {
  const texts = useWords();
  const [offered, setOffered] = useState<Undoable | null>(null);
  const current = useRef<Undoable | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const end = useCallback((isUndone: boolean) => {
    clearTimeout(timer.current);
    if (!isUndone) current.current?.settle?.();
    current.current = null;
    setOffered(null);
  }, []);
  const wait = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => end(false), TIME);
  }, [end]);
  const offer = useCallback(
    (what: Undoable) => {
      end(false);
      current.current = what;
      setOffered(what);
      wait();
    },
    [end, wait],
  );
  useEffect(() => {
    const leave = () => end(false);
    window.addEventListener("pagehide", leave);
    return () => window.removeEventListener("pagehide", leave);
  }, [end]);
  const rest = useMemo(
    () => ({
      onPointerEnter: () => clearTimeout(timer.current),
      onFocus: () => clearTimeout(timer.current),
      onPointerLeave: wait,
      onBlur: wait,
    }),
    [wait],
  );
  return (
    <Offering value={offer}>
      {children}
      <div className="undo" role="status">
        {offered && (
          <div className="undo-offer" {...rest}>
            <span>{offered.text}</span>
            <button
              type="button"
              className="quiet-button"
              onClick={() => {
                end(true);
                void offered.undo();
              }}
            >
              {texts.t("web.undo")}
            </button>
            <button type="button" className="text-button" aria-label={texts.t("web.close")} onClick={() => end(false)}>
              ×
            </button>
          </div>
        )}
      </div>
    </Offering>
  );
}
