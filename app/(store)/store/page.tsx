import { Hangings } from "@/components/fittings/desk/hangings";
import { ItemRequests } from "@/components/fittings/desk/item-requests";
import { RoomTimeline } from "@/components/fittings/desk/room-timeline";
import { Today } from "@/components/fulfilment/today";

export default function Page() {
  const urgent = (
    <>
      <ItemRequests />
      <Hangings />
    </>
  );
  return <Today urgent={urgent} rooms={<RoomTimeline />} />;
}
