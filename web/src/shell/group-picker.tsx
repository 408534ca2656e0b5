import { useDeferredValue, useId, useRef, useState } from "react";
import { MANY, Typed } from "../parts/choice.tsx";
import { useAsk } from "../server/ask.ts";
import type { CompanyGroups } from "../server/types.ts";
import { useWords } from "../words.tsx";
import { useAsked } from "./period.tsx";

/** A condition as people read it. */
export function useConditionText(): (condition: string) => string {
  const texts = useWords();
  return (condition) => {
    const at = condition.indexOf(":");
    const [by, value] = [condition.slice(0, at), condition.slice(at + 1)];
    return `${texts.word("dimension", by)}: ${by === "status" ? texts.word("status", value) : value}`;
  };
}

/** Whose figures these are, in short. */
export function useGroupName(): string {
  const texts = useWords();
  const { where } = useAsked();
  return where.length === 0 ? texts.t("web.group.all") : where.map((one) => one.slice(one.indexOf(":") + 1)).join(", ");
}

/** Whose figures these are: all customers', or those of a group. The choice stands in the address, so that a view can be kept and sent on. */
export function GroupPicker() {
  const texts = useWords();
  const said = useConditionText();
  const named = useGroupName();
  const { where, setWhere } = useAsked();
  const popover = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(where.length > 0);
  const groups = useAsk<CompanyGroups>("/api/v1/groups", {}, isOpen);
  const [by, setBy] = useState("");
  const id = useId();
  const items = groups.data?.items ?? [];
  const chosen = items.find((item) => item.by === by) ?? items[0];
  const add = (value: string) => {
    if (!chosen || value === "") return;
    setWhere([...where.filter((one) => !one.startsWith(`${chosen.by}:`)), `${chosen.by}:${value}`]);
    popover.current?.hidePopover();
  };
  const isMany = (chosen?.values.length ?? 0) >= MANY;
  const [text, setText] = useState("");
  const searched = useAsk<CompanyGroups>("/api/v1/groups", { q: useDeferredValue(text) }, isMany && text !== "");
  const found = text === "" ? chosen : searched.data?.items.find((item) => item.by === chosen?.by);
  const optionsOf = (values: CompanyGroups["items"][number]["values"] = []) =>
    values.map(({ value, n }) => [value, `${wordFor(value)} (${texts.number(n)})`] as const);
  const wordFor = (value: string) => (chosen?.by === "status" ? texts.capital(texts.word("status", value)) : value);
  return (
    <div className="picker">
      <button
        type="button"
        className={where.length > 0 ? "quiet-button picked" : "quiet-button"}
        popoverTarget={id}
        onClick={() => setOpen(true)}
      >
        <span className="sr">{texts.t("web.group")}: </span>
        <span aria-hidden="true" className="people" />
        {named}
      </button>
      <div popover="auto" id={id} ref={popover} className="popover">
        <p className="popover-title">{texts.t("web.group")}</p>
        {where.length > 0 && (
          <ul className="conditions">
            {where.map((one) => (
              <li key={one}>
                {texts.capital(said(one))}
                <button
                  type="button"
                  className="text-button"
                  aria-label={texts.t("web.group.remove", { text: said(one) })}
                  onClick={() => setWhere(where.filter((other) => other !== one))}
                >
                  ×
                </button>
              </li>
            ))}
            <li>
              <button type="button" className="choice" onClick={() => setWhere([])}>
                {texts.t("web.group.all")}
              </button>
            </li>
          </ul>
        )}
        <div className="days">
          <label>
            {texts.t("web.group.by")}
            <select value={chosen?.by ?? ""} onChange={({ target }) => setBy(target.value)}>
              {items.map((item) => (
                <option key={item.by} value={item.by}>
                  {texts.capital(texts.word("dimension", item.by))}
                </option>
              ))}
            </select>
          </label>
          {isMany ? (
            <Typed
              key={by}
              label={texts.t("web.group.which")}
              value=""
              set={add}
              options={optionsOf(found?.values)}
              search={setText}
            />
          ) : (
            <label>
              {texts.t("web.group.which")}
              <select value="" onChange={({ target }) => add(target.value)}>
                <option value="">…</option>
                {optionsOf(chosen?.values).map(([value, name]) => (
                  <option key={value} value={value}>
                    {name}
                  </option>
                ))}
              </select>
            </label>
          )}
        </div>
      </div>
    </div>
  );
}
