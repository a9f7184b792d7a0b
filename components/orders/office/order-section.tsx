import type { ReactNode } from "react";

/** A part of an order under its heading. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="grid content-start gap-2">
      <h2 className="border-b border-field pb-2 font-serif text-2xl">{title}</h2>
      {children}
    </section>
  );
}
