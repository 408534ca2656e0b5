import { useState } from "react";
import { send } from "../server/api.ts";
import { useAsk } from "../server/ask.ts";
import type { PeopleSuggestions } from "../server/types.ts";
import { useWords } from "../words.tsx";
import { Asked, messageOf } from "./states.tsx";
import { useUndo } from "./undo.tsx";

type Suggestion = PeopleSuggestions["items"][number];
const SHOWN = 10;

/** Who may be one person twice. Nothing is joined by itself, and what was joined can be undone. */
export function SamePeople() {
  const texts = useWords();
  return (
    <section className="block">
      <h2>{texts.t("web.people.title")}</h2>
      <Asked query={useAsk<PeopleSuggestions>("/api/v1/people/suggestions")}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="empty">{texts.t("web.people.none")}</p>
          ) : (
            <ul className="owed">
              {items.slice(0, SHOWN).map((suggestion) => (
                <Pair key={JSON.stringify([suggestion.a, suggestion.b])} suggestion={suggestion} />
              ))}
            </ul>
          )
        }
      </Asked>
    </section>
  );
}

function Pair({ suggestion: { a, b, clues, score } }: { suggestion: Suggestion }) {
  const texts = useWords();
  const [state, setState] = useState<"open" | "joined" | "apart">("open");
  const offer = useUndo();
  const [trouble, setTrouble] = useState("");
  const decide = async (what: "merge" | "split", then: typeof state) => {
    setTrouble("");
    try {
      const identifiers = what === "merge" ? [a[0], b[0]] : b;
      await send("POST", `/api/v1/people/${what}`, { identifiers, reason: texts.t("web.people.reason") });
      setState(then);
    } catch (error) {
      setTrouble(messageOf(error, texts.t).filter(Boolean).join(" "));
    }
  };
  // No later decision undoes that two are not the same: so it waits until nobody wants it back.
  const keepApart = () => {
    setState("apart");
    offer({
      text: texts.t("web.people.kept_apart"),
      undo: async () => setState("open"),
      settle: () => void decide("split", "apart"),
    });
  };
  return (
    <li>
      <strong>
        {a.join(", ")} ↔ {b.join(", ")}
      </strong>
      <span className="support">
        {clues.map(({ clue, of }) => `${texts.word("people.clue", clue)}: ${of.join(" / ")}`).join(" · ")} ·{" "}
        {texts.share(score, 0)}
      </span>
      <span className="choices">
        {state === "open" && (
          <>
            <button type="button" className="quiet-button" onClick={() => void decide("merge", "joined")}>
              {texts.t("web.people.join")}
            </button>
            <button type="button" className="quiet-button" onClick={keepApart}>
              {texts.t("web.people.apart")}
            </button>
          </>
        )}
        {state === "joined" && (
          <>
            <span role="status">{texts.t("web.people.joined")}</span>
            <button type="button" className="quiet-button" onClick={() => void decide("split", "open")}>
              {texts.t("web.undo")}
            </button>
          </>
        )}
        {state === "apart" && <span role="status">{texts.t("web.people.kept_apart")}</span>}
      </span>
      <span className="wrong" role="alert">
        {trouble}
      </span>
    </li>
  );
}
