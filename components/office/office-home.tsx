"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { BackupNotice } from "./backup-notice";
import { CardsOff } from "./cards-off";
import { listSections } from "./office-header";
import { useOfficeMe } from "./use-office-me";

/** The office's sections with a description each. */
export function OfficeHome() {
  const t = useTranslations("office");
  const { role } = useOfficeMe();
  return (
    <main id="main" className="mx-auto grid w-full max-w-5xl gap-8 px-5 py-10 md:px-14">
      <h1 className="font-serif text-4xl">{t("welcome")}</h1>
      <CardsOff />
      <BackupNotice />
      <ul className="grid gap-4 md:grid-cols-2">
        {listSections(role).map((room) => (
          <li key={room}>
            <Link
              href={`/office/${room}`}
              className="grid h-full content-start gap-1 border border-hairline bg-paper p-6 hover:border-ink"
            >
              <span className="font-serif text-xl">{t(`room.${room}`)}</span>
              <span className="text-soft">{t(`about.${room}`)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </main>
  );
}
