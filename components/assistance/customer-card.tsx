"use client";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useOwner } from "@/components/sync/react/hooks";
import { useTRPCClient } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Qr } from "@/components/ui/qr";

/** A card lives for a minute; it is replaced before. */
const rotateMs = 45_000;

/** The card's code, new every 45 s while it is shown. */
function useCustomerCard(shown: boolean) {
  const client = useTRPCClient();
  const { ensureShopper } = useOwner();
  const errorText = useErrorText();
  const [value, setValue] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const load = async () => {
    try {
      await ensureShopper();
      setValue((await client.assistance.createCard.mutate()).value);
      setProblem(null);
    } catch (e) {
      setValue(null);
      setProblem(errorText(e));
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the timer runs as long as the card is shown
  useEffect(() => {
    if (!shown) return undefined;
    void load();
    const timer = setInterval(() => void load(), rotateMs);
    return () => clearInterval(timer);
  }, [shown]);
  return { value, problem, reload: load };
}

function SpokenCode() {
  const t = useTranslations("account.card");
  const client = useTRPCClient();
  const { ensureShopper } = useOwner();
  const errorText = useErrorText();
  const [code, setCode] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const loadCode = async () => {
    try {
      await ensureShopper();
      setCode((await client.assistance.createCode.mutate()).value);
      setProblem(null);
    } catch (e) {
      setProblem(errorText(e));
    }
  };
  return (
    <div className="grid gap-2">
      {code ? (
        <p>
          <output className="font-serif text-3xl tracking-[0.2em] tabular" data-testid="assistance-code">
            {code.slice(0, 3)} {code.slice(3)}
          </output>
          <span className="block text-sm text-soft">{t("codeNote")}</span>
        </p>
      ) : null}
      {problem ? <Notice tone="error">{problem}</Notice> : null}
      <Button
        variant="quiet"
        size="small"
        className="justify-self-start !px-0 underline"
        onClick={() => void loadCode()}
      >
        {code ? t("codeAgain") : t("code")}
      </Button>
    </div>
  );
}

/** The shopper's card: it gives one consultant access to this cart until either side ends it. */
export function CustomerCard() {
  const t = useTranslations("account.card");
  const [shown, setShown] = useState(false);
  const { value, problem, reload } = useCustomerCard(shown);
  return (
    <section className="grid gap-4">
      <h2 className="font-serif text-2xl">{t("title")}</h2>
      <p className="text-pretty text-soft">{t("text")}</p>
      {shown ? (
        <div className="grid aspect-square w-full max-w-72 place-items-center border border-hairline bg-white p-2">
          {value ? <Qr text={value} label={t("qr")} className="size-full" /> : null}
          {problem ? <Button onClick={() => void reload()}>{t("again")}</Button> : null}
        </div>
      ) : (
        <Button className="justify-self-start" onClick={() => setShown(true)}>
          {t("show")}
        </Button>
      )}
      {problem ? <Notice tone="error">{problem}</Notice> : null}
      <SpokenCode />
    </section>
  );
}
