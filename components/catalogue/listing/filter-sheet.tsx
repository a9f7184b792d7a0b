"use client";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { buttonClass } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Sheet, SheetClose } from "@/components/ui/sheet";

/** Filters on phones: a link to them at the foot of the page that opens a sheet where JavaScript runs. */
export function FilterSheet({ on, total, children }: { on: number; total: number; children: ReactNode }) {
  const t = useTranslations("catalogue");
  const [open, setOpen] = useState(false);
  return (
    <>
      {/* biome-ignore lint/a11y/useValidAnchor: it leads to the filters below where JavaScript does not run */}
      <a
        href="#filters"
        onClick={(event) => {
          event.preventDefault();
          setOpen(true);
        }}
        className={`${buttonClass({ variant: "outline", size: "small" })} whitespace-nowrap lg:hidden`}
      >
        <Icon name="filter" size={18} />
        {on > 0 ? t("list.filterCount", { count: on }) : t("list.filter")}
      </a>
      <Sheet
        title={t("list.filter")}
        closeLabel={t("shell.close")}
        open={open}
        onOpenChange={setOpen}
        linksStay
        footer={
          <SheetClose>
            <button type="button" className={buttonClass({ block: true })}>
              {t("list.show", { count: total })}
            </button>
          </SheetClose>
        }
      >
        {children}
      </Sheet>
    </>
  );
}
