"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Sheet } from "@/components/ui/sheet";
import { Ledger } from "./ledger";
import { ReceiveForm } from "./receive-form";
import { StockFrame, StockHead } from "./stock-head";

/** The office's stock: every movement with who and why, and receiving of stock. */
export function StockPage() {
  const t = useTranslations("stock");
  const [open, setOpen] = useState(false);
  return (
    <StockFrame>
      <StockHead
        title={t("title")}
        text={t("text")}
        action={<Button onClick={() => setOpen(true)}>{t("receive.title")}</Button>}
      />
      <Ledger />
      <Sheet title={t("receive.title")} closeLabel={t("close")} open={open} onOpenChange={setOpen}>
        {open ? <ReceiveForm onDone={() => setOpen(false)} /> : null}
      </Sheet>
    </StockFrame>
  );
}
