"use client";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useTRPCClient } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { useToast } from "@/components/ui/toast";

/** Saves the appointment as an .ics file. */
export function CalendarButton({ fittingId, block = false }: { fittingId: string; block?: boolean }) {
  const t = useTranslations("fittings.one");
  const client = useTRPCClient();
  const errorText = useErrorText();
  const toast = useToast();
  async function save() {
    try {
      const { name, text } = await client.fittings.calendar.query({ fittingId });
      const url = URL.createObjectURL(new Blob([text], { type: "text/calendar;charset=utf-8" }));
      const link = Object.assign(document.createElement("a"), { href: url, download: name });
      link.click();
      URL.revokeObjectURL(url);
    } catch (error) {
      toast({ text: errorText(error), tone: "refused" });
    }
  }
  return (
    <Button variant="outline" block={block} onClick={() => void save()}>
      {t("calendar")}
    </Button>
  );
}
