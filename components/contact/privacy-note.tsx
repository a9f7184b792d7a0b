"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Link } from "@/components/i18n/navigation";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useOwner } from "@/components/sync/react/hooks";
import { useTRPC } from "@/components/trpc/client";
import { CheckField } from "@/components/ui/field";
import { textVersion } from "@/server/shoppers/consents/rules";

/**
 * The privacy note of every form with a name or an address: the purpose, and marketing as a separate choice, never
 * pre-ticked.
 */
export function PrivacyNote({ offer = true }: { offer?: boolean }) {
  const t = useTranslations("privacy");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { ensureShopper } = useOwner();
  const [wanted, setWanted] = useState(false);
  const decide = useMutation(
    trpc.privacy.setConsent.mutationOptions({ onError: () => setWanted((before) => !before) }),
  );
  const choose = async (granted: boolean) => {
    setWanted(granted);
    await ensureShopper().then(
      () => decide.mutate({ channel: "email", granted }),
      () => setWanted(!granted),
    );
  };
  return (
    <div className="grid gap-1 text-sm text-soft">
      <p className="text-pretty">
        {t(`texts.${textVersion}.processing`)}{" "}
        <Link href="/account/privacy" className="underline underline-offset-4">
          {t("more")}
        </Link>
      </p>
      {offer ? (
        <CheckField
          label={t(`texts.${textVersion}.offer`)}
          checked={wanted}
          onChange={(event) => void choose(event.target.checked)}
          className="text-ink"
        />
      ) : null}
      {decide.error ? <p role="alert">{errorText(decide.error)}</p> : null}
    </div>
  );
}
