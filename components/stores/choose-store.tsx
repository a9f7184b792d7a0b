"use client";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { Sheet } from "@/components/ui/sheet";
import { useGeolocation } from "./geolocation";
import { type NearStore, useMyStore } from "./my-store";
import { DistanceText, OpenText } from "./open-text";

/** A sheet in which the shopper chooses a store; `detail` says of each what matters here, e.g. its items. */
export function ChooseStore({
  trigger,
  detail,
  chosen,
  onChoose,
}: {
  trigger: ReactNode;
  detail?: (store: NearStore) => ReactNode;
  /** The one that is marked; the shopper's own without it. */
  chosen?: string;
  onChoose?: (storeId: string) => void;
}) {
  const t = useTranslations("stores");
  const [open, setOpen] = useState(false);
  return (
    <Sheet title={t("choose")} closeLabel={t("close")} trigger={trigger} open={open} onOpenChange={setOpen}>
      <StoreChoices
        {...(detail ? { detail } : {})}
        {...(chosen ? { chosen } : {})}
        onChoose={(id) => {
          onChoose?.(id);
          setOpen(false);
        }}
      />
    </Sheet>
  );
}

/** The stores as a list of choices, one marked; remembers what is chosen. */
function StoreChoices({
  detail,
  chosen,
  onChoose,
}: {
  detail?: (store: NearStore) => ReactNode;
  chosen?: string;
  onChoose?: (storeId: string) => void;
}) {
  const t = useTranslations("stores");
  const { stores, mine, now, choose } = useMyStore();
  const { here, refused, locate } = useGeolocation();
  return (
    <div className="grid gap-4">
      {here ? null : (
        <Button variant="outline" size="small" onClick={locate}>
          {t("useLocation")}
        </Button>
      )}
      {refused ? <p className="text-sm text-soft">{t("locationRefused")}</p> : null}
      <ul className="grid gap-2">
        {stores.map((store) => (
          <li key={store.id}>
            <button
              type="button"
              aria-pressed={store.id === (chosen ?? mine?.id)}
              onClick={() => {
                choose(store.id);
                onChoose?.(store.id);
              }}
              className="grid min-h-16 w-full gap-0.5 rounded border border-hairline px-4 py-3 text-left hover:bg-wash aria-pressed:border-ink aria-pressed:shadow-[inset_0_0_0_1px_var(--color-ink)]"
            >
              <span className="flex items-baseline justify-between gap-3">
                <span className="font-semibold">{store.name}</span>
                <span className="text-sm text-soft tabular">
                  <DistanceText km={store.km} />
                </span>
              </span>
              <span className="text-sm text-soft">
                {store.city} · {now ? <OpenText store={store} now={now} /> : null}
              </span>
              {detail ? <span className="text-sm font-medium">{detail(store)}</span> : null}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
