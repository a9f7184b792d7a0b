"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { ScanFeedback } from "@/components/scans/scan-feedback";
import { useCodeScans } from "@/components/scans/use-code-scans";
import { CameraScanner } from "@/components/store/camera-scanner";
import { CodePad } from "@/components/store/code-pad";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Notice } from "@/components/ui/notice";
import { Segmented } from "@/components/ui/segmented";
import { Skeleton } from "@/components/ui/skeleton";
import { parseCode, parseSixDigits } from "@/server/platform/code";
import { CustomerView } from "./customer-view";
import { RequestByPhone } from "./request-by-phone";

/** What grants access to a customer: the scanned card, or the six digits of the code. */
function parseCustomerCode(text: string): { card: string } | { code: string } | null {
  if (parseCode(text).kind === "card") return { card: text };
  const code = parseSixDigits(text);
  return code ? { code } : null;
}

/** Takes the customer's card or spoken code. */
function OpenByCard({ ended, onOpen }: { ended: boolean; onOpen: () => void }) {
  const t = useTranslations("assistance.tablet");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const [code, setCode] = useState("");
  const open = useMutation(
    trpc.assistance.store.open.mutationOptions({ onSuccess: onOpen, onError: () => setCode("") }),
  );
  const refusalText = (error: unknown) => {
    const refusal = refusalOf(error)?.code;
    return refusal === "CODE_EXPIRED" ? t("stale") : refusal === "RATE_LIMITED" ? t("tooMany") : errorText(error);
  };
  const scans = useCodeScans({
    read: parseCustomerCode,
    unknown: t("foreign"),
    act: async (read) => {
      await open.mutateAsync(read);
      return t("title");
    },
    refused: refusalText,
  });
  const submitCode = async (text: string) => {
    if ((await scans.hear(text)) === "unknown") setCode("");
  };
  return (
    <div className="grid gap-x-12 gap-y-6 landscape:grid-cols-2">
      <section className="grid content-start gap-4">
        <p className="text-lg text-pretty">{t("text")}</p>
        <CameraScanner onCode={(text) => void submitCode(text)} />
        {ended ? <Notice>{t("ended")}</Notice> : null}
        <ScanFeedback size="tablet" />
      </section>
      <CodePad code={code} busy={open.isPending} onCode={setCode} onDone={(text) => void submitCode(text)} />
    </div>
  );
}

/** The methods to get access to a customer: each needs the customer's own action. */
function StartAssistance({ ended, onOpen }: { ended: boolean; onOpen: () => void }) {
  const t = useTranslations("assistance.tablet");
  const [method, setMethod] = useState<"card" | "phone">("card");
  const methods = (["card", "phone"] as const).map((value) => ({ value, label: t(`method.${value}`) }));
  return (
    <main id="main" className="min-h-[calc(100dvh-65px)] bg-paper px-6 py-6">
      <header className="mb-6 flex flex-wrap items-center justify-between gap-4">
        <h1 className="font-serif text-4xl">{t("title")}</h1>
        <Segmented size="tablet" legend={t("methods")} options={methods} value={method} onChange={setMethod} />
      </header>
      {method === "card" ? <OpenByCard ended={ended} onOpen={onOpen} /> : <RequestByPhone onOpen={onOpen} />}
    </main>
  );
}

/** The tablet's assistance screen: opened by the customer's consent, then the same cart on both screens. */
export function AssistancePage() {
  const t = useTranslations("assistance.tablet");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const [ended, setEnded] = useState(false);
  const current = useQuery(
    trpc.assistance.store.get.queryOptions(undefined, { staleTime: 0, refetchInterval: 10_000 }),
  );
  const reload = () => queryClient.invalidateQueries({ queryKey: trpc.assistance.store.get.queryKey() });
  const onEnded = (byUs: boolean) => {
    setEnded(!byUs);
    void reload();
  };
  if (current.data) return <CustomerView key={current.data.grantId} client={current.data} onGone={onEnded} />;
  if (current.data === null) {
    const onOpened = () => {
      setEnded(false);
      void reload();
    };
    return <StartAssistance ended={ended} onOpen={onOpened} />;
  }
  if (!current.error) return <Skeleton className="m-6 h-96" />;
  const again = (
    <Button size="tablet" onClick={() => current.refetch()}>
      {t("again")}
    </Button>
  );
  return <Empty title={t("unreachable")} text={errorText(current.error)} action={again} />;
}
