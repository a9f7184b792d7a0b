"use client";
import { useTranslations } from "next-intl";
import { useInstants } from "@/components/i18n/use-instants";
import { auditReasons, isAuditAction } from "@/server/audit/rules";
import type { AuditFigures, AuditView } from "@/server/audit/schema";

const actorKinds = ["staff", "store_device", "guest", "linked", "customer", "anonymous", "system"] as const;
const subjectKinds = [
  "staff",
  "store",
  "store_device",
  "shopper",
  "pickup",
  "order",
  "stock_transfer",
  "stock_count",
  "till",
] as const;
const findKnown = <T extends string>(list: readonly T[], text: string): T | undefined =>
  list.find((item) => item === text);

/** The layout of an entry and of the headings above. */
export const auditColumns = "sm:grid-cols-[11rem_1fr] xl:grid-cols-[11rem_1fr_12rem_12rem]";

const shortenId = (id: string) => (id.length > 12 ? `${id.slice(0, 8)}…` : id);

function Figures({ name, figures }: { name: string; figures: AuditFigures }) {
  const entries = Object.entries(figures ?? {});
  if (entries.length === 0) return null;
  return (
    <>
      <dt className="text-soft">{name}</dt>
      <dd className="min-w-0 break-words">
        {entries
          .map(([key, value]) => `${key}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
          .join(", ")}
      </dd>
    </>
  );
}

/** One entry: a sentence, who, where and when; its figures on demand. */
export function AuditRow({ entry, onSubject }: { entry: AuditView; onSubject: (id: string) => void }) {
  const t = useTranslations("audit");
  const { at } = useInstants();
  const kind = findKnown(subjectKinds, entry.subjectKind) ?? "other";
  const subject = entry.subject ?? `${t(`subject.${kind}`)} ${shortenId(entry.subjectId)}`;
  const sentence = isAuditAction(entry.action) ? t(`action.${entry.action}`, { subject }) : entry.action;
  const by = findKnown(actorKinds, entry.actorKind);
  const who = entry.actor ?? (by ? t(`by.${by}`) : t("nobody"));
  const reason = findKnown(auditReasons, entry.reason);
  return (
    <li className={`grid gap-x-6 gap-y-1 border-b border-hairline py-3 ${auditColumns}`}>
      <time dateTime={entry.at} className="text-soft tabular">
        {at(entry.at, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" })}
      </time>
      <div className="min-w-0">
        <p className={entry.action.startsWith("alarm.") ? "font-medium text-thread" : "font-medium"}>{sentence}</p>
        <details>
          <summary className="flex min-h-11 w-fit cursor-pointer items-center text-sm text-soft underline underline-offset-4">
            {t("facts")}
          </summary>
          <dl className="grid grid-cols-[6rem_1fr] gap-x-4 gap-y-1 pb-2 text-sm">
            <dt className="text-soft">№</dt>
            <dd className="tabular">
              {entry.seq}
              {reason ? ` · ${t(`reason.${reason}`)}` : ""}
            </dd>
            <dt className="text-soft">{t(`subject.${kind}`)}</dt>
            <dd className="min-w-0">
              <span className="break-all">{entry.subjectId}</span>{" "}
              <button
                type="button"
                onClick={() => onSubject(entry.subjectId)}
                className="min-h-11 underline underline-offset-4"
              >
                {t("subjectOf")}
              </button>
            </dd>
            <Figures name={t("beforeAfter.before")} figures={entry.before} />
            <Figures name={t("beforeAfter.after")} figures={entry.after} />
            <Figures name={t("beforeAfter.details")} figures={entry.details} />
          </dl>
        </details>
      </div>
      <p>
        {who}
        {entry.approvedBy ? (
          <span className="block text-sm text-soft">{t("with", { name: entry.approvedBy })}</span>
        ) : null}
      </p>
      <p className="text-soft">
        {entry.storeName ?? ""}
        {entry.device ? <span className="block text-sm">{entry.device}</span> : null}
      </p>
    </li>
  );
}
