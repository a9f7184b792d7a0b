"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Sheet } from "@/components/ui/sheet";
import { Ledger } from "./ledger";
import { ReceiveForm } from "./receive-form";

/** The office's stock: every movement with who and why, and goods to be added. */
export function StockPage() {
  const t = useTranslations("stock");
  const [open, setOpen] = useState(false);
  return (
    <main id="main" className="mx-auto grid w-full max-w-6xl gap-6 px-5 py-10 md:px-14">
      <header className="flex flex-wrap items-center justify-between gap-4">
        <h1 className="font-serif text-4xl">{t("title")}</h1>
        <Button onClick={() => setOpen(true)}>{t("receive.title")}</Button>
      </header>
      <p className="max-w-2xl text-pretty text-soft">{t("text")}</p>
      <Ledger />
      <Sheet title={t("receive.title")} closeLabel={t("close")} open={open} onOpenChange={setOpen}>
        {open ? <ReceiveForm onDone={() => setOpen(false)} /> : null}
      </Sheet>
    </main>
  );
}
