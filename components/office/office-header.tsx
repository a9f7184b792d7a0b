"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { LanguageSwitch } from "@/components/i18n/language-switch";
import { useTRPC } from "@/components/trpc/client";
import { may } from "@/server/access/rules";
import type { Role } from "@/server/staff/schema";
import { useOfficeMe } from "./use-office-me";
import { useOfficeTouch } from "./use-office-touch";

/** The office's sections; each page is at `/office/{room}`. */
const officeSections = [
  "orders",
  "registers",
  "catalogue",
  "stock",
  "import",
  "stores",
  "staff",
  "devices",
  "people",
  "audit",
  "health",
  "jobs",
  "passkeys",
] as const;

/** The sections that somebody with this role may open. */
export const listSections = (role: Role) =>
  officeSections.filter((section) => section !== "jobs" || may(role, "run_jobs"));

/** Where to go in the office, who is signed in, language and sign-out. */
export function OfficeHeader() {
  const t = useTranslations("office");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const path = usePathname();
  const me = useOfficeMe();
  useOfficeTouch();
  const rooms = useRef<HTMLElement>(null);
  // On a phone the sections scroll sideways: the current one is scrolled into view.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another path is another current section
  useEffect(() => {
    rooms.current?.querySelector("[aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
  }, [path]);
  const signOut = useMutation(
    trpc.staff.office.signOut.mutationOptions({
      onSuccess: () => {
        queryClient.clear();
        location.assign("/office");
      },
    }),
  );
  return (
    <header className="flex flex-wrap items-center gap-x-8 border-t-[3px] border-b border-t-thread border-b-hairline bg-paper px-5 py-2 md:px-14">
      <Link href="/office" className="min-h-11 content-center font-serif text-xl">
        Selvedge <span className="font-sans text-sm text-soft">{t("name")}</span>
      </Link>
      <nav
        ref={rooms}
        aria-label={t("rooms")}
        className="order-last -mx-5 flex w-[calc(100%+2.5rem)] gap-x-6 overflow-x-auto px-5 whitespace-nowrap md:mx-0 md:w-full md:flex-wrap md:px-0"
      >
        {listSections(me.role).map((room) => (
          <Link
            key={room}
            href={`/office/${room}`}
            aria-current={path.startsWith(`/office/${room}`) ? "page" : undefined}
            className="grid min-h-11 shrink-0 place-items-center underline-offset-8 hover:underline aria-[current=page]:font-medium aria-[current=page]:underline"
          >
            {t(`room.${room}`)}
          </Link>
        ))}
      </nav>
      <div className="ml-auto flex flex-wrap items-center justify-end gap-x-4 text-sm">
        <LanguageSwitch label={t("language")} size="shop" />
        <span className="max-md:order-first">
          {me.name} <span className="text-soft max-md:hidden">· {t(`role.${me.role}`)}</span>
        </span>
        <button
          type="button"
          onClick={() => signOut.mutate()}
          className="min-h-11 underline underline-offset-4 disabled:text-soft"
          disabled={signOut.isPending}
        >
          {t("signOut")}
        </button>
      </div>
    </header>
  );
}
