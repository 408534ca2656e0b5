import { type ReactNode, useEffect } from "react";

/** A screen: its name, what it answers, and what can be done with all of it. */
export function Page({
  title,
  intro,
  tools,
  children,
}: {
  title: string;
  intro?: ReactNode;
  tools?: ReactNode;
  children: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} – Feltworth`;
  }, [title]);
  return (
    <>
      <div className="page-head">
        <div>
          <h1>{title}</h1>
          {intro && <p className="intro">{intro}</p>}
        </div>
        {tools && <div className="tools">{tools}</div>}
      </div>
      {children}
    </>
  );
}
