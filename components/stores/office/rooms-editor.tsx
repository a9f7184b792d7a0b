"use client";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import type { RoomView } from "@/server/stores/schema";

export type EditedRoom = { id?: string | undefined; name: string };

/** The fitting rooms in their order; a removed one is no longer offered, its past appointments stay. */
export function RoomsEditor({
  rooms,
  all,
  onChange,
}: {
  rooms: EditedRoom[];
  all: RoomView[];
  onChange: (rooms: EditedRoom[]) => void;
}) {
  const t = useTranslations("stores.office");
  const gone = all.filter((r) => !rooms.some((kept) => kept.id === r.id || kept.name === r.name));
  return (
    <section className="grid gap-3">
      <h3 className="font-semibold">{t("rooms")}</h3>
      <ul className="flex flex-wrap gap-x-4 gap-y-2">
        {rooms.map((room, i) => (
          <li key={room.id ?? `new-${i}`} className="flex items-center">
            <input
              aria-label={t("room")}
              value={room.name}
              maxLength={40}
              onChange={(e) => onChange(rooms.map((r, at) => (at === i ? { ...r, name: e.target.value } : r)))}
              className="min-h-11 w-36 rounded border border-field bg-paper px-3"
            />
            <button
              type="button"
              aria-label={`${t("removeRoom")}: ${room.name}`}
              onClick={() => onChange(rooms.filter((_, at) => at !== i))}
              className="grid size-11 place-items-center text-soft hover:text-ink"
            >
              <Icon name="close" size={16} />
            </button>
          </li>
        ))}
        <li>
          <Button
            variant="outline"
            size="small"
            onClick={() => onChange([...rooms, { name: String(rooms.length + 1) }])}
          >
            {t("addRoom")}
          </Button>
        </li>
      </ul>
      {gone.length > 0 ? (
        <p className="text-sm text-soft">{t("inactiveRooms", { names: gone.map((r) => r.name).join(", ") })}</p>
      ) : null}
    </section>
  );
}
