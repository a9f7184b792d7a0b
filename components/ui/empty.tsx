import type { ReactNode } from "react";

/** An empty state with its next step. */
export function Empty({ title, text, action }: { title: string; text?: ReactNode; action?: ReactNode }) {
  return (
    <section className="mx-auto flex max-w-md flex-col items-center gap-4 px-6 py-16 text-center">
      <span aria-hidden="true" className="h-12 border-l border-dashed border-field" />
      <h2 className="font-serif text-2xl text-balance">{title}</h2>
      {text ? <p className="text-pretty text-soft">{text}</p> : null}
      {action}
    </section>
  );
}
