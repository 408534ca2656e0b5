import type { FormEvent, ReactNode } from "react";

/** A form that opens in place, for one more of what stands above it; what went wrong is said below. */
export function Adding({
  name,
  add,
  trouble,
  children,
}: {
  name: string;
  /** Adds what the form says; the form is emptied when it is done. */
  add(wanted: Record<string, FormDataEntryValue>, done: () => void): void;
  trouble: string;
  children: ReactNode;
}) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    add(Object.fromEntries(new FormData(form)), () => form.reset());
  };
  return (
    <>
      <details className="open-figure">
        <summary>
          <span>{name}</span>
        </summary>
        <form className="fields" onSubmit={submit}>
          {children}
          <button type="submit">{name}</button>
        </form>
      </details>
      <p className="wrong" role="alert">
        {trouble}
      </p>
    </>
  );
}
