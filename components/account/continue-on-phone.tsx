"use client";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useOwner } from "@/components/sync/react/hooks";
import { useTRPCClient } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Qr } from "@/components/ui/qr";
import { Sheet } from "@/components/ui/sheet";
import { Skeleton } from "@/components/ui/skeleton";

type Invitation = { url: string; left: number };

/** Seconds left of an invitation, counted from its arrival: the device's clock may be wrong, its pace is not. */
function useCountdown(invitation: Invitation | null): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (!invitation) return undefined;
    const end = performance.now() + invitation.left * 1000;
    const tick = () => setLeft(Math.max(0, Math.ceil((end - performance.now()) / 1000)));
    tick();
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [invitation]);
  return left;
}

/** A sheet with a one-time code that links a phone to this cart. `trigger` is the one element that opens it. */
export function ContinueOnPhone({ trigger }: { trigger: React.ReactNode }) {
  const t = useTranslations("sync.phone");
  const [open, setOpen] = useState(false);
  return (
    <Sheet title={t("title")} closeLabel={t("close")} trigger={trigger} open={open} onOpenChange={setOpen}>
      {open ? <OneTimeCode /> : null}
    </Sheet>
  );
}

function OneTimeCode() {
  const t = useTranslations("sync.phone");
  const locale = useLocale();
  const client = useTRPCClient();
  const errorText = useErrorText();
  const { ensureShopper } = useOwner();
  const [invitation, setInvitation] = useState<Invitation | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const left = useCountdown(invitation);

  const fetchCode = async () => {
    setProblem(null);
    setInvitation(null);
    try {
      const owner = await ensureShopper();
      if (owner.kind === "linked") {
        setProblem(t("linked"));
        return;
      }
      const { secret } = await client.devices.invite.mutate();
      setInvitation({ url: `${location.origin}/${locale}/join#${secret}`, left: 120 });
    } catch (e) {
      setProblem(navigator.onLine ? errorText(e) : t("offline"));
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: one code each time the sheet opens, not at each render
  useEffect(() => void fetchCode(), []);

  const time = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  const over = invitation !== null && left === 0;
  return (
    <div className="grid justify-items-center gap-5 text-center">
      <div className="relative grid aspect-square w-full max-w-72 place-items-center border border-hairline bg-white p-2">
        {invitation ? (
          <Qr
            text={invitation.url}
            label={t("qr")}
            className={`size-full transition-opacity ${over ? "opacity-10" : ""}`}
          />
        ) : problem ? null : (
          <Skeleton className="size-full" />
        )}
        {over || problem ? (
          <Button onClick={() => void fetchCode()} className="absolute">
            {t("again")}
          </Button>
        ) : null}
      </div>
      {problem ? (
        <Notice tone="error">{problem}</Notice>
      ) : (
        <p className="text-balance tabular" role={over ? "status" : undefined}>
          {over ? t("expired") : t("scan", { time })}
        </p>
      )}
      <p className="text-sm text-pretty text-soft">{t("note")}</p>
    </div>
  );
}
