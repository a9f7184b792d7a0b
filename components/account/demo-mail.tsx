"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useInstants } from "@/components/i18n/use-instants";
import { useTRPC } from "@/components/trpc/client";
import { Empty } from "@/components/ui/empty";

/** The demo's mailbox: mails that would have been sent, newest first; new ones appear by themselves. */
export function DemoMail() {
  const t = useTranslations("account.demoMail");
  const trpc = useTRPC();
  const { at } = useInstants();
  const mails = useQuery(trpc.messages.listLocal.queryOptions(undefined, { refetchInterval: 1_500 }));
  return (
    <main id="main" className="mx-auto grid w-full max-w-2xl gap-6 px-5 py-10">
      <header className="grid gap-1">
        <h1 className="font-serif text-4xl">{t("title")}</h1>
        <p className="text-soft">{t("text")}</p>
      </header>
      {mails.data?.length === 0 ? <Empty title={t("emptyTitle")} text={t("emptyText")} /> : null}
      {mails.data?.map((mail) => (
        <article key={mail.id} className="grid gap-3 border border-hairline bg-paper p-6">
          <header className="grid gap-1">
            <h2 className="font-serif text-xl">{mail.channel === "sms" ? t("textMessage") : mail.subject}</h2>
            <p className="flex flex-wrap justify-between gap-x-4 text-sm text-soft">
              <span>{t("to", { address: mail.to })}</span>
              <time dateTime={mail.at} className="tabular">
                {at(mail.at, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" })}
              </time>
            </p>
          </header>
          <p className="whitespace-pre-line">{mail.text}</p>
        </article>
      ))}
    </main>
  );
}
