import { lazy, Suspense } from "react";
import { Link } from "react-router";
import type { Me } from "../server/types.ts";
import { useWords } from "../words.tsx";
import { Waiting } from "./states.tsx";

const UnlockDrawing = lazy(async () => ({ default: (await import("./drawings.tsx")).UnlockDrawing }));

/** With no data yet: what to bring, and what each kind of record makes possible. */
export function Unlocks({ me }: { me: Me }) {
  const texts = useWords();
  return (
    <>
      {me.may.includes("data.write") && (
        <p>
          <Link className="button" to="/data">
            {texts.t("web.welcome.bring")}
          </Link>
        </p>
      )}
      <Suspense fallback={<Waiting />}>
        <UnlockDrawing />
      </Suspense>
    </>
  );
}
