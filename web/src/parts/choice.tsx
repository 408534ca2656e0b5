import { useDeferredValue, useId, useState } from "react";
import { useWords } from "../words.tsx";

/** From so many values on, nobody finds one in a list: it is looked for by its letters. */
export const MANY = 200;

/** One of several values, or all; of very many, by typing. */
export function Choice({
  label,
  value,
  set,
  options,
}: {
  label: string;
  value: string;
  set(value: string): void;
  options: readonly (readonly [value: string, name: string])[];
}) {
  const texts = useWords();
  if (options.length === 0 && value === "") return null;
  if (options.length >= MANY)
    return <Typed key={value} label={label} value={value} set={set} options={options} search={() => {}} />;
  return (
    <label>
      <span>{label}</span>
      <select value={value} onChange={({ target }) => set(target.value)}>
        <option value="">{texts.t("web.customers.all")}</option>
        {options.map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A value that is typed, with those that fit so far to be chosen from. It is taken when one of them is chosen, or with Enter. */
export function Typed({
  label,
  value,
  set,
  options,
  search,
}: {
  label: string;
  value: string;
  set(value: string): void;
  options: readonly (readonly [value: string, name: string])[];
  /** Told what was typed, where more values can be asked for. */
  search(text: string): void;
}) {
  const texts = useWords();
  const id = useId();
  const [draft, setDraft] = useState(value);
  const typed = useDeferredValue(draft);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        set(draft.trim());
      }}
    >
      <label>
        <span>{label}</span>
        <input
          type="search"
          list={id}
          value={draft}
          placeholder={texts.t("web.group.type")}
          onChange={({ target, nativeEvent }) => {
            setDraft(target.value);
            search(target.value.trim());
            // Chosen from the list, not typed on the way to a longer name.
            const { inputType } = nativeEvent as InputEvent;
            const isChosen = inputType === undefined || inputType === "insertReplacementText";
            if (isChosen && options.some(([known]) => known === target.value)) set(target.value);
          }}
        />
        <datalist id={id}>
          {options
            .filter(([known]) => known.toLowerCase().includes(typed.toLowerCase()))
            .map(([known, name]) => (
              <option key={known} value={known}>
                {name}
              </option>
            ))}
        </datalist>
      </label>
    </form>
  );
}
